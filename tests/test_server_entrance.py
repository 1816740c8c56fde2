"""Many connections and slow ones: on loopback, bounded in count and time."""

import asyncio
import re
import subprocess
import sys
import time

import pytest
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError

from medlofte.server.entrance import LEAST, Entrance, room


class Echo(RequestHandler):
    """Says what it was sent."""

    def get(self):
        """Say hej."""
        self.finish("hej")

    def post(self):
        """Say how much."""
        self.finish(str(len(self.request.body)))


def serving(test, **options):
    """Run a coroutine with the port of a server that listens meanwhile."""

    async def run():
        server = Entrance(Application([("/", Echo)]), **options)
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        try:
            return await asyncio.wait_for(test(sockets[0].getsockname()[1]), 120)
        finally:
            server.stop()
            await server.close_all_connections()

    return asyncio.run(run())


async def ask(port, content=b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
    """Return what comes back until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(content)
    answer = await reader.read()
    writer.close()
    return answer


def test_two_hundred_who_only_hold_the_line_do_not_stand_in_the_way():
    async def test(port):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        answers = await asyncio.gather(*(ask(port) for _ in range(10)))
        # The ends are on their way to this side.
        while len(gone := [reader for reader, _ in idle if reader.at_eof()]) < 180:
            await asyncio.sleep(0.01)
        for _, writer in idle:
            writer.close()
        return answers, gone

    answers, gone = serving(test, most=20)
    assert all(answer.endswith(b"hej") for answer in answers)
    assert len(gone) >= 180, "the oldest are ended"


def test_who_sends_a_byte_now_and_then_is_ended_in_time():
    async def test(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        began = time.monotonic()
        for byte in b"GET / HTTP/1.1\r\nHost: x\r\n" * 20:
            if reader.at_eof():
                break
            writer.write(bytes([byte]))
            await asyncio.sleep(0.1)
        return time.monotonic() - began

    assert 0.4 < serving(test, idle_connection_timeout=0.5) < 5


def test_a_form_that_never_ends_is_ended_in_time_and_a_slow_one_is_read():
    async def never_ending(port):
        return await ask(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")

    async def slow(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n")
        for _ in range(10):
            writer.write(b"x")
            await asyncio.sleep(0.02)
        return await reader.read()

    assert serving(never_ending, body_timeout=1.0) == b""
    assert serving(slow, body_timeout=60.0).endswith(b"10")


def test_a_connection_that_has_ended_is_forgotten():
    async def test(port):
        for _ in range(30):
            assert (await ask(port)).endswith(b"hej")
        return True

    assert serving(test, most=2)


def test_who_leaves_while_something_is_said_to_them_is_not_told_to_the_log(caplog):
    loop = asyncio.new_event_loop()
    server = Entrance(Application([]))
    for error in (WebSocketClosedError(), StreamClosedError(), ValueError("fel")):
        server.troubled(loop, {"message": "Task exception was never retrieved", "exception": error})
    loop.close()
    assert [record.exc_info[0] for record in caplog.records] == [ValueError]


LIMITED = """
import asyncio, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
from tornado.netutil import bind_sockets
from tornado.web import Application
from tests.test_server_entrance import Echo, Entrance

async def main():
    server = Entrance(Application([("/", Echo)]), most=10_000)
    asyncio.get_running_loop().set_exception_handler(server.troubled)
    sockets = bind_sockets(0, "127.0.0.1", backlog=1000)
    server.add_sockets(sockets)
    print(sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on open files")
def test_a_process_that_may_open_no_more_files_answers_all_the_same_and_its_log_stays_small(tmp_path):
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", LIMITED], stdout=subprocess.PIPE, stderr=log)
        try:
            port = int(process.stdout.readline())

            async def test():
                idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(150)]
                answer = await ask(port)
                for _, writer in idle:
                    writer.close()
                return answer

            assert asyncio.run(asyncio.wait_for(test(), 300)).endswith(b"hej")
        finally:
            process.kill()
            process.wait()
    told = (tmp_path / "log").read_text("utf-8")
    assert len(re.findall("too many open files", told)) == 1
    assert len(told) < 500, told


def test_there_is_room_for_a_meeting():
    assert room() >= LEAST
