"""Where a post may go, and what becomes of one that meets a bad other side."""
import contextlib
import socket
import threading
import time

import pytest

from amana.lib.core import posting
from amana.lib.core.posting import NotPosted, is_public, post


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "64:ff9b::a00:1", "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"])
def test_an_address_that_is_not_of_the_public_net_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "41.65.1.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_address_of_the_public_net_is_not(address):
    assert is_public(address)


def test_the_machines_own_address_is_refused_though_it_be_public(monkeypatch):
    monkeypatch.setattr(posting, "_is_given_out", lambda found: True)
    own = next(iter({info[4][0] for info in socket.getaddrinfo(socket.gethostname(), 1, socket.AF_INET)}))
    assert not is_public(own) and not is_public("127.0.0.1")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0"])
def test_however_the_loopback_is_written_nothing_is_posted_there(host):
    with pytest.raises(NotPosted, match="near"):
        post(f"http://{host}:1/", b"", {})


def test_a_name_with_one_foot_in_the_house_is_refused(monkeypatch):
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: answer)
    with pytest.raises(NotPosted, match="near"):
        post("https://example.org/", b"", {})


def test_a_name_is_resolved_once_and_the_judged_address_is_the_one_that_is_asked(monkeypatch):
    asked, connected = [], []

    def resolve(host, port, **_named):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(where, _timeout):
        connected.append(where)
        raise ConnectionRefusedError
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotPosted, match="unreachable"):
        post("https://rebinding.example:8443/", b"", {})
    assert asked == ["rebinding.example"] and connected == [("93.184.216.34", 8443)]


def test_a_name_that_is_none_is_told():
    with pytest.raises(NotPosted, match="no_name"):
        post("https://nobody.invalid/", b"", {})


@pytest.mark.parametrize(("scheme", "head"), [("http", b"HTTP/1.1 200 OK\r\nX: "), ("https", b"\x16\x03\x03\x40\x00\x02\x00\x40\x00")])
def test_whoever_drips_is_cut_off_in_time(monkeypatch, scheme, head):
    def drip():
        held, _from = server.accept()
        with held, contextlib.suppress(OSError):
            held.sendall(head)
            while True:
                held.sendall(b"\x00")
                time.sleep(0.05)
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(NotPosted, match="slow"):
            post(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, near_too=True)
    assert time.monotonic() - begun < 5
