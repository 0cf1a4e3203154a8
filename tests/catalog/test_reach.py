"""A portal's view: the files are served, every address answers, every checksum is right."""

import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest

from lod.catalog import described, output, reach, score
from lod.publish import sink

from .conftest import BASE, Configure


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps silent about it."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address that it is served at."""
    folder = tmp_path / "dist"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_served_build_earns_405_points_and_its_downloads_are_as_described(
    served: tuple[Path, str], configure: Configure, lines: list[str]
) -> None:
    folder, address = served
    here = [line.replace(BASE, address) for line in lines]
    files = [
        sink.write(folder / "dataset.nq", ["\n".join((*here, ""))]),
        sink.write(folder / "facts.ttl", ["<a> <b> <c> .\n"]),
    ]
    made = output.make(configure(base=address), here, files, prefixes={})
    made.write(folder)
    found = score.score_file(folder / "catalog.ttl", reach.head)
    assert found.total == 405
    assert [item for item in found.datasets[0].items if item.lacking] == []

    catalogue = described.of_file(folder / "catalog.ttl")
    for each in catalogue.instances("dcat:Distribution"):
        (url,) = catalogue.values(each, "dcat:downloadURL")
        (checksum,) = catalogue.values(each, "spdx:checksum")
        (digest,) = catalogue.values(checksum, "spdx:checksumValue")
        with urlopen(url[1:-1]) as answer:
            data = answer.read()
        assert sha256(data).hexdigest() in digest
        assert f'"{len(data)}"' in catalogue.values(each, "dcat:byteSize")[0]


def test_an_address_that_is_not_there_is_told_from_one_that_does_not_answer(
    served: tuple[Path, str],
) -> None:
    _, address = served
    assert reach.head(f"{address}absent.ttl") == 404
    assert reach.head("http://127.0.0.1:9/") == 0
    assert reach.head("file:///etc/hostname") == 0
