"""What one Envoy shall have: the last configuration it acknowledged, and over it what is being tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twincloud.dataplane.compile.resources import Kind, Resource, ResourceKey


class Store:
    """Good resources by key, covered by a trial that is either kept or dropped.

    Envoy is always answered from the trial over the good; after a crash or a refusal the trial is dropped, so that
    a new Envoy begins with what its predecessor is known to have accepted.
    """

    def __init__(self) -> None:
        self._good: dict[Kind, dict[str, Resource]] = {kind: {} for kind in Kind}
        self._trial: dict[ResourceKey, Resource | None] = {}

    def good(self, key: ResourceKey) -> Resource | None:
        """Return the last acknowledged version of a resource."""
        return self._good[key.kind].get(key.name)

    def wanted(self, key: ResourceKey) -> Resource | None:
        """Return the version that Envoy shall have now; None when it shall have none."""
        if key in self._trial:
            return self._trial[key]
        return self._good[key.kind].get(key.name)

    def all_wanted(self, kind: Kind) -> dict[str, Resource]:
        """Return every resource of a kind that Envoy shall have now, by name."""
        found = dict(self._good[kind])
        for key, resource in self._trial.items():
            if key.kind is kind:
                if resource is None:
                    found.pop(key.name, None)
                else:
                    found[key.name] = resource
        return found

    def all_good(self, kind: Kind) -> Mapping[str, Resource]:
        """Return the acknowledged resources of a kind by name; not to be changed."""
        return self._good[kind]

    def try_out(self, puts: Mapping[ResourceKey, Resource], removals: Iterable[ResourceKey]) -> None:
        """Cover the good by `puts` and hide `removals`."""
        self._trial.update(dict.fromkeys(removals))
        self._trial.update(puts)

    def on_trial(self, key: ResourceKey) -> bool:
        """Tell whether a resource is being tried or hidden."""
        return key in self._trial

    def give_up(self, key: ResourceKey) -> Resource | None:
        """Drop the trial of one resource and return the good one, if there is one."""
        self._trial.pop(key, None)
        return self.good(key)

    def drop(self) -> None:
        """Drop the whole trial."""
        self._trial.clear()

    def keep(self) -> None:
        """Make what is still on trial the good."""
        for key, resource in self._trial.items():
            self.restore(key, resource)
        self._trial.clear()

    def restore(self, key: ResourceKey, resource: Resource | None) -> None:
        """Set the good version of one resource; None removes it."""
        if resource is None:
            self._good[key.kind].pop(key.name, None)
        else:
            self._good[key.kind][key.name] = resource
