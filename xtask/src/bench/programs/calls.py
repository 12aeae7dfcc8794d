"""Replays 400 signed requests to a server that it starts, and prints how many it answered in a second, and the server's memory.

    calls.py PORT PROGRAM [ARGUMENT…]

The requests, 200 objects written and read, are signed before the clock runs, and go over one connection.
"""

import http.client
import subprocess
import sys
import time

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PORT, COMMAND = int(sys.argv[1]), sys.argv[2:]
BUCKET = "bench-bucket"


def signed(method, path, body=b""):
    request = AWSRequest(method=method, url=f"http://127.0.0.1:{PORT}{path}", data=body)
    request.context["payload_signing_enabled"] = True
    S3SigV4Auth(Credentials("SIMULATED", "simulated"), "s3", "us-east-1").add_auth(request)
    prepared = request.prepare()
    return method, path, body, dict(prepared.headers.items())


def call(connection, request):
    method, path, body, headers = request
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        sys.exit(f"{method} {path}: {answer.status}\n{content[:300]}")
    return content


def connected(server):
    """A connection to the server, as soon as it listens."""
    for _ in range(600):
        if server.poll() is not None:
            sys.exit(f"the server ended with exit code {server.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        try:
            connection.connect()
            return connection
        except ConnectionError:
            time.sleep(0.1)
    sys.exit("the server does not listen")


def main():
    server = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        connection = connected(server)
        call(connection, signed("PUT", f"/{BUCKET}"))
        content = b"x" * 1000
        paths = [f"/{BUCKET}/object-{number}" for number in range(200)]
        writes, reads = [signed("PUT", path, content) for path in paths], [signed("GET", path) for path in paths]
        begin = time.perf_counter()
        for request in writes:
            call(connection, request)
        read = [call(connection, request) for request in reads]
        taken = time.perf_counter() - begin
        if any(found != content for found in read):
            sys.exit("what was read is not what was written")
        with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        print(f"rate {400 / taken}\nmemory {peak * 1024}")
    finally:
        server.kill()
        server.wait()


main()
