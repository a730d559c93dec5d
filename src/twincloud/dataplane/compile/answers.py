"""What is done to answers on their way to clients."""

from __future__ import annotations

from typing import Any

from envoy.config.core.v3 import base_pb2
from envoy.extensions.filters.http.lua.v3 import lua_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2

from twincloud.balancing.plan import Listener, Route
from twincloud.dataplane.compile.request_headers import plain
from twincloud.dataplane.compile.resources import pack

ANSWERS = "answers"
SCRIPT = """
local good = {
  ["200"] = true, ["201"] = true, ["204"] = true, ["206"] = true, ["301"] = true, ["302"] = true, ["303"] = true,
  ["304"] = true, ["307"] = true, ["308"] = true,
}

local function show(handle, headers, page)
  if page["status"] then headers:replace(":status", page["status"]) end
  for _, name in ipairs(page["cleared"]) do headers:remove(name) end
  -- The new body is plain, whatever the old one was.
  headers:remove("content-encoding")
  for _, header in ipairs(page["headers"]) do headers:replace(header[1], header[2]) end
  handle:body(true):setBytes(page["body"])
end

function envoy_on_response(handle)
  local wanted = handle:metadata()
  local headers = handle:headers()
  local page = (wanted:get("pages") or {})[headers:get(":status")]
  if page then show(handle, headers, page) end
  if good[headers:get(":status")] then
    for _, header in ipairs(wanted:get("good") or {}) do
      if header[1] == "beside" then headers:add(header[2], header[3]) else headers:replace(header[2], header[3]) end
    end
  end
  if wanted:get("https") then
    for _, name in ipairs({"location", "refresh"}) do
      local place = headers:get(name)
      if place then headers:replace(name, (place:gsub("http://", "https://", 1))) end
    end
  end
end
"""
"""Does what no setting of Envoy says. The routes tell it what to do in their metadata, so texts need no quoting."""


def answer_script(listener: Listener) -> list[Any]:
    """Return the filter that runs the script, if one of the listener's routes needs it."""
    if not any(_told(route) for host in listener.hosts for route in host.routes):
        return []
    script = lua_pb2.Lua()
    script.default_source_code.inline_string = SCRIPT
    return [http_connection_manager_pb2.HttpFilter(name=ANSWERS, typed_config=pack(script))]


def treat_answers(message: Any, route: Route) -> None:
    """Have the Route message write and remove headers of answers."""
    for header in route.answer_headers:
        if header.value is None:
            message.response_headers_to_remove.append(header.name)
        elif not header.only_good:
            told = base_pb2.HeaderValue(key=header.name, value=plain(header.value))
            action = (
                base_pb2.HeaderValueOption.APPEND_IF_EXISTS_OR_ADD
                if header.beside
                else base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD
            )
            message.response_headers_to_add.add(header=told, append_action=action)
    told_script = _told(route)
    if told_script:
        message.metadata.filter_metadata[ANSWERS].update(told_script)


def _told(route: Route) -> dict[str, Any]:
    """Return what the script is told of a route; nothing when it has nothing to do there."""
    found: dict[str, Any] = {}
    good = [
        ["beside" if header.beside else "instead", header.name, header.value]
        for header in route.answer_headers
        if header.only_good and header.value is not None
    ]
    if good:
        found["good"] = good
    if route.https_redirects:
        found["https"] = True
    pages: dict[str, Any] = {}
    for page in route.error_pages:
        shown: dict[str, Any] = {
            "body": page.body,
            "cleared": [*page.cleared],
            "headers": [[*one] for one in page.headers],
        }
        if page.status is not None:
            shown["status"] = str(page.status)
        for status in page.statuses:
            pages.setdefault(str(status), shown)
    if pages:
        found["pages"] = pages
    return found
