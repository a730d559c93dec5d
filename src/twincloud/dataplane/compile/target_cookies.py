"""Sessions that are kept by a cookie of the targets' own: who answered stands behind the cookie's value."""

from __future__ import annotations

from typing import Any

from envoy.extensions.filters.http.lua.v3 import lua_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2
from envoy.extensions.http.stateful_session.header.v3 import header_pb2

from twincloud.balancing.plan import CookieSession, Listener, Route
from twincloud.dataplane.compile.resources import pack

COOKIES = "target_cookies"
PLACE = "x-session-place"
"""The header by which script and session tell each other of a target; neither targets nor clients see it."""
BY_HEADER = "envoy.http.stateful_session.header"
SCRIPT = f"""
local PLACE, OWN = "{PLACE}", "{COOKIES}"

function envoy_on_request(handle)
  local headers = handle:headers()
  headers:remove(PLACE)
  local name = handle:metadata():get("name")
  local cookies = headers:get("cookie")
  if not name or not cookies then return end
  local parts, found = {{}}, nil
  for part in (cookies .. ";"):gmatch("%s*([^;]*);") do
    if part:sub(1, #name + 1) == name .. "=" then
      local value, place = part:sub(#name + 2):match("^(.*)!([%w+/=]+)$")
      if value then
        part = name .. "=" .. value
        found = found or place
      end
    end
    if part ~= "" then parts[#parts + 1] = part end
  end
  if not found then return end
  headers:replace("cookie", table.concat(parts, "; "))
  headers:add(PLACE, found)
  handle:streamInfo():dynamicMetadata():set(OWN, "place", found)
end

function envoy_on_response(handle)
  local headers = handle:headers()
  local place = headers:get(PLACE)
  headers:remove(PLACE)
  local name = handle:metadata():get("name")
  if not name then return end
  if not place then
    -- Nothing is said when the target is the one that was asked for.
    local known = handle:streamInfo():dynamicMetadata():get(OWN)
    place = known and known["place"]
  end
  if not place then return end
  local told = {{}}
  for number = 0, headers:getNumValues("set-cookie") - 1 do
    local one = headers:getAtIndex("set-cookie", number)
    if one:sub(1, #name + 1) == name .. "=" then
      local value, rest = one:sub(#name + 2):match("^([^;]*)(.*)$")
      if value ~= "" then one = name .. "=" .. value .. "!" .. place .. rest end
    end
    told[#told + 1] = one
  end
  headers:remove("set-cookie")
  for _, one in ipairs(told) do headers:add("set-cookie", one) end
end
"""


def cookie_script(listener: Listener) -> list[Any]:
    """Return the filter that lengthens and shortens targets' cookies, if a route of the listener's asks for it.

    It stands in front of the session's, so that it is the first to see requests and the last to see answers.
    """
    if not any(_rewrites(route) for host in listener.hosts for route in host.routes):
        return []
    script = lua_pb2.Lua()
    script.default_source_code.inline_string = SCRIPT
    return [http_connection_manager_pb2.HttpFilter(name=COOKIES, typed_config=pack(script))]


def keep_by_cookie(message: Any, session: CookieSession, state: Any) -> None:
    """Have the Route message's session, whose kind is for `state` to say, kept by a cookie of its targets'."""
    message.metadata.filter_metadata[COOKIES].update({"name": session.name})
    message.request_headers_to_remove.append(PLACE)
    # Envoy looks the kind of session up by exactly this name.
    state.name = BY_HEADER
    state.typed_config.CopyFrom(pack(header_pb2.HeaderBasedSessionState(name=PLACE)))


def _rewrites(route: Route) -> bool:
    return route.session is not None and route.session.rewrites
