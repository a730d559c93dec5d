"""What the rules of a layer-7 listener ask of the data plane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from twincloud.balancing import plan
from twincloud.balancing.redirect import Redirect as PlannedRedirect
from twincloud.services.tencent_clb.groups.group_traffic import DEFAULT_COOKIE
from twincloud.services.tencent_clb.records import MUTUAL, Credentials, Listener, Redirect, Rule
from twincloud.services.tencent_clb.rules.domains import default_domain
from twincloud.services.tencent_clb.rules.patterns import REGEX, path_of

ANY = "*"
DEFAULT_CODE = 302
_DEFAULT_PORTS = {"HTTP": 80, "HTTPS": 443}
_BY_NGINX = (plan.PathMatch.EXACT, plan.PathMatch.REGEX, plan.PathMatch.PREFIX)
"""The order in which kinds of URL are tried, as nginx does it (our choice)."""


class Destination(Struct, frozen=True):
    """A rule that others redirect to: its listener, and the real port of that."""

    listener: Listener
    rule: Rule
    port: int


Destinations = Callable[[Redirect], Destination | None]


class Site(Struct, frozen=True):
    """A layer-7 listener with its rules. `port` and `quic_port` are the real ports of TCP and UDP."""

    listener: Listener
    rules: Sequence[Rule]
    port: int
    quic_port: int
    destinations: Destinations

    def hosts(self, *, over_quic: bool = False) -> tuple[plan.VirtualHost, ...]:
        """Return a host for each set of domains that have the same rules, in the order of their first rule.

        `over_quic` are only those that are served over QUIC, and only under their names.
        """
        by_domain: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for domain in rule.domains:
                name = domain if domain.startswith(REGEX) else domain.lower()
                by_domain.setdefault(name, []).append(rule)
        default = default_domain(self.listener, self.rules).lower()
        found = [(names, by_domain[names[0]]) for names in _grouped(by_domain, default)]
        if over_quic:
            named = [([name for name in names if name != ANY], own) for names, own in found if own[0].quic]
            return tuple(self._host(names, own) for names, own in named)
        if self.listener.protocol != "HTTPS" or not any(map(_is_modern, self.rules)):
            return tuple(self._host(names, own) for names, own in found)
        # The others say that they have no HTTP/2: else the default domain's would be for all that say nothing.
        return tuple(self._host(names, own, http2=any(map(_is_modern, own))) for names, own in found)

    def _host(self, names: Sequence[str], rules: Sequence[Rule], *, http2: bool | None = None) -> plan.VirtualHost:
        routes = tuple(self._route(rule) for rule in _in_order(rules))
        first = rules[0]
        own = first.credentials
        return plan.VirtualHost(
            names[0],
            tuple(names),
            routes,
            certificate_ids=own.server_ids if own is not None else (),
            http2=http2,
            http3_port=self.quic_port if first.quic else None,
            client_authority_id=own.ca_id or None if own is not None else None,
            client_certificate_required=demands(own),
        )

    def _route(self, rule: Rule) -> plan.Route:
        kind, path = path_of(rule.url)
        destination = self.destinations(rule.redirect) if rule.redirect is not None else None
        if rule.redirect is not None and destination is not None:
            return plan.Route(rule.id, kind, path, redirect=self._redirect(rule, rule.redirect, destination))
        session = None
        if rule.session_expire:
            session = plan.CookieSession(rule.cookie_name or DEFAULT_COOKIE, rule.session_expire)
        return plan.Route(
            id=rule.id,
            match=kind,
            path=path,
            pool_id=rule.id,
            session=session,
            hash_source_ip=rule.scheduler == "IP_HASH",
        )

    def _redirect(self, rule: Rule, asked: Redirect, to: Destination) -> PlannedRedirect:
        """Return where the rule's clients go: the target's scheme, name and port, and its URL for the matched one."""
        name = to.rule.domains[0]
        by_default = (self.port, to.port) == (
            _DEFAULT_PORTS[self.listener.protocol],
            _DEFAULT_PORTS[to.listener.protocol],
        )
        source, _ = path_of(rule.url)
        kind, path = path_of(to.rule.url)
        moved = kind is not plan.PathMatch.REGEX and to.rule.url != rule.url
        fixed = kind is not plan.PathMatch.REGEX and asked.take_url is False
        fixed = fixed or (moved and source is plan.PathMatch.EXACT)
        return PlannedRedirect(
            https=to.listener.protocol == "HTTPS",
            host=None if ANY in name or name.startswith(REGEX) or rule.domains == to.rule.domains else name,
            port=None if by_default else to.port,
            path=path if fixed else None,
            prefix=_in_place_of(rule.url, path) if moved and not fixed and source is plan.PathMatch.PREFIX else None,
            code=asked.code or DEFAULT_CODE,
        )


def _in_place_of(prefix: str, path: str) -> str:
    """Return the path so that it ends as the prefix does whose place it takes: with a slash or without."""
    return f"{path.rstrip('/')}/" if prefix.endswith("/") else path.rstrip("/") or "/"


def _is_modern(rule: Rule) -> bool:
    """Tell whether clients of a rule get HTTP/2; none speaks gRPC without it, so such rules bring it (our choice)."""
    return rule.http2 or rule.forward_type.startswith("GRPC")


def demands(own: Credentials | None) -> bool:
    """Tell whether clients must show a certificate."""
    return own is not None and own.mode == MUTUAL and own.verify == "ON"


def _grouped(by_domain: Mapping[str, Sequence[Rule]], default: str) -> Iterable[list[str]]:
    """Return the domains in groups of those with the same rules; the default domain's group takes everybody else."""
    names_by_rules: dict[tuple[str, ...], list[str]] = {}
    for domain, own in by_domain.items():
        names = names_by_rules.setdefault(tuple(rule.id for rule in own), [])
        names.append(domain)
        if domain.lower() == default:
            names.append(ANY)
    return names_by_rules.values()


def _in_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return a domain's rules as they are tried: exact URLs, expressions as created, then the longest prefix."""

    def place(rule: Rule) -> tuple[int, int]:
        kind, path = path_of(rule.url)
        return _BY_NGINX.index(kind), -len(path) if kind is plan.PathMatch.PREFIX else 0

    return sorted(rules, key=place)
