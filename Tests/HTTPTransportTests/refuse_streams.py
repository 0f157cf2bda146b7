"""Serves HTTP/2 over TLS on a port of 127.0.0.1, which it prints, and refuses every stream (RST_STREAM, REFUSED_STREAM).

Prints the number of each request as it comes. Arguments: the certificate and its key.
"""

import socket
import ssl
import struct
import sys
import threading

SETTINGS, HEADERS, RST_STREAM, REFUSED = 4, 1, 3, 7
count = 0
turn = threading.Lock()


def frame(kind, stream, payload=b"", flags=0):
    """One frame: length, type, flags, stream (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def serve(plain, context):
    """Answers one connection to its end."""
    global count
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            stream = connection.makefile("rb")
            stream.read(24)
            connection.sendall(frame(SETTINGS, 0))
            while head := stream.read(9):
                stream.read(int.from_bytes(head[:3], "big"))
                if head[3] == SETTINGS and not head[4] & 1:
                    connection.sendall(frame(SETTINGS, 0, flags=1))
                if head[3] == HEADERS:
                    with turn:
                        count += 1
                        print(count, flush=True)
                    number = int.from_bytes(head[5:9], "big")
                    connection.sendall(frame(RST_STREAM, number, struct.pack(">I", REFUSED)))
    except OSError:
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
context.set_alpn_protocols(["h2"])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0], context), daemon=True).start()
