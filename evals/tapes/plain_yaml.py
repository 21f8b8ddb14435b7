"""YAML that holds no more than JSON can, read in half of the time that PyYAML's own loaders take.

They make a node of everything in the text, and then a value of every node. Here a value is made of what PyYAML's parser finds as
it finds it, by PyYAML's rules for what a plain scalar is. What needs the nodes (aliases, tags, merge keys) is refused.
"""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"


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
        return _scalar(loader, event)
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


def _scalar(loader: Any, event: Any) -> Any:
    plain, quoted = event.implicit
    if quoted:
        return event.value
    if not plain:
        raise _refused(event)
    tag = loader.resolve(yaml.ScalarNode, event.value, event.implicit)
    if tag == _TEXT:
        return event.value
    constructors = loader.yaml_constructors
    return constructors.get(tag, constructors[None])(loader, yaml.ScalarNode(tag, event.value, event.start_mark))


def _refused(event: Any) -> yaml.YAMLError:
    return yaml.YAMLError(f"{type(event).__name__} in line {event.start_mark.line + 1}")
