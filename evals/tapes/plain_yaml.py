"""YAML that holds no more than JSON can, read in half of the time that PyYAML's own loaders take.

They make a node of everything in the text, and then a value of every node. Here a value is made of what PyYAML's parser finds as
it finds it, by PyYAML's rules for what a plain scalar is. What needs the nodes (aliases, tags, merge keys) is refused.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = _LOADER("")
"""Only ever asked what a scalar is."""


def read_plain(text: str) -> Any:
    """The value of the one document in `text`. Raises yaml.YAMLError, and TypeError where a key is a collection."""
    loader = _LOADER(text)
    try:
        _expect(loader, yaml.StreamStartEvent)
        _expect(loader, yaml.DocumentStartEvent)
        value = _value(loader, loader.get_event())
        _expect(loader, yaml.DocumentEndEvent)
        _expect(loader, yaml.StreamEndEvent)
        return value
    finally:
        loader.dispose()


def _expect(loader: Any, kind: type) -> None:
    event = loader.get_event()
    if type(event) is not kind:
        raise _refused(event)


def _value(loader: Any, event: Any) -> Any:
    kind = type(event)
    if kind is yaml.ScalarEvent:
        plain, quoted = event.implicit
        if quoted:
            return event.value
        if not plain:
            raise _refused(event)
        return _plain(event.value)
    if kind is yaml.MappingStartEvent and event.implicit:
        mapping = {}
        while type(event := loader.get_event()) is not yaml.MappingEndEvent:
            key = _value(loader, event)
            mapping[key] = _value(loader, loader.get_event())
        return mapping
    if kind is yaml.SequenceStartEvent and event.implicit:
        sequence = []
        while type(event := loader.get_event()) is not yaml.SequenceEndEvent:
            sequence.append(_value(loader, event))
        return sequence
    raise _refused(event)


@lru_cache(maxsize=4096)  # most are keys
def _plain(text: str) -> Any:
    """The value of a plain scalar."""
    tag = _SCALARS.resolve(yaml.ScalarNode, text, (True, False))
    constructors = _SCALARS.yaml_constructors
    return constructors.get(tag, constructors[None])(_SCALARS, yaml.ScalarNode(tag, text))


def _refused(event: Any) -> yaml.YAMLError:
    return yaml.YAMLError(f"{type(event).__name__} in line {event.start_mark.line + 1}")
