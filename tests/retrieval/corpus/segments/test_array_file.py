"""Array files: what is written comes back to the letter, and another file is told from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, boolean_dtypes, floating_dtypes, integer_dtypes

from retrieval.corpus.segments.array_file import ArrayTable, is_sound, map_arrays, write_arrays
from retrieval.index.segments import NumberArray

DTYPES = boolean_dtypes() | integer_dtypes(endianness="<") | floating_dtypes(endianness="<", sizes=(32, 64))
SHAPES = array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=5)


@given(st.dictionaries(st.text(max_size=5), arrays(DTYPES, SHAPES), max_size=4))
def test_arrays_come_back(tmp_path_factory: pytest.TempPathFactory, stored: dict[str, NumberArray]) -> None:
    """Whatever the type and the shape, empty ones too; the table survives a header."""
    path = tmp_path_factory.mktemp("arrays") / "a.arrays"
    table = ArrayTable.from_json(write_arrays(path, stored).to_json())
    found = map_arrays(path, table)
    assert found.keys() == stored.keys()
    for name, array in stored.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tobytes() == array.tobytes()


def test_what_is_mapped_cannot_be_written(tmp_path: Path) -> None:
    """Nobody changes an index by accident."""
    table = write_arrays(tmp_path / "a", {"x": np.arange(3)})
    with pytest.raises(ValueError, match="read-only"):
        map_arrays(tmp_path / "a", table)["x"][0] = 1


def test_maps_outlive_the_file(tmp_path: Path) -> None:
    """Arrays stay with whoever mapped them when the file is removed."""
    path = tmp_path / "a"
    found = map_arrays(path, write_arrays(path, {"x": np.arange(10_000)}))
    path.unlink()
    assert found["x"].sum() == 49_995_000


def test_objects_are_refused(tmp_path: Path) -> None:
    """Only numbers are written."""
    with pytest.raises(TypeError, match="wanted an array of numbers"):
        write_arrays(tmp_path / "a", {"x": np.array([{}], dtype=object)})


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """Somebody may have mapped it."""
    write_arrays(tmp_path / "a", {})
    with pytest.raises(FileExistsError):
        write_arrays(tmp_path / "a", {})


def test_damage_is_found_by_the_checksum(tmp_path: Path) -> None:
    """One changed bit is another content."""
    path = tmp_path / "a"
    table = write_arrays(path, {"x": np.arange(3)})
    assert is_sound(path, table)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert not is_sound(path, table)
