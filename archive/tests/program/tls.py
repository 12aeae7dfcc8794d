"""An HTTPS server on loopback with an authority of its own: writes the authority's certificate into the file that its argument names,
prints its port, and then a line for every connection: "refused" where the client does not trust it, else the code it answers with."""

import datetime
import http.server
import ipaddress
import ssl
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BODY = b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>answered over TLS</Message></Error></ErrorResponse>"


def certificate(name, issuer, key, issuer_key, extension):
    now = datetime.datetime.now(datetime.timezone.utc)
    named = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    builder = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(extension, critical=False)
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(403)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)
        print("403", flush=True)

    def log_message(self, *_):
        pass


class Server(http.server.HTTPServer):
    def get_request(self):
        stream, address = self.socket.accept()
        try:
            return context.wrap_socket(stream, server_side=True), address
        except ssl.SSLError as error:
            print("refused", flush=True)
            raise OSError from error


authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
authority = certificate("a", "a", authority_key, authority_key, x509.BasicConstraints(ca=True, path_length=None))
address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
own = certificate("127.0.0.1", "a", key, authority_key, address)
with open(sys.argv[1], "wb") as file:
    file.write(authority)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
with tempfile.NamedTemporaryFile() as file:
    plain = serialization.NoEncryption()
    file.write(own + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    file.flush()
    context.load_cert_chain(file.name)
server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
