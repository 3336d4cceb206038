"""Invoices as PDF, in the reader's language."""

from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader

TEMPLATES = Path(__file__).parent / "templates"
environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
TITLES = {"en": "Invoice", "de": "Rechnung", "fr": "Facture"}


def invoice(language: str, number: str) -> bytes:
    import weasyprint  # takes a second: not before it is needed

    html = environment.get_template("invoice.html").render(
        language=language,
        number=number,
        title=TITLES[language],
        text="Donaudampfschifffahrtsgesellschaft " * 20,
        amount=format_currency(Decimal("1234.5"), "EUR", locale=language),
    )
    return weasyprint.HTML(string=html, base_url=str(TEMPLATES)).write_pdf(uncompressed_pdf=True)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/":
            return self.answer("text/plain", b"ready\n")
        if url.path == "/amount":
            text = format_currency(Decimal("1234.5"), "EUR", locale=query.get("language", "en"))
            return self.answer("text/plain; charset=utf-8", text.encode())
        if url.path == "/invoice.pdf":
            return self.answer("application/pdf", invoice(query.get("language", "en"), query.get("number", "1")))
        self.send_error(404)

    def answer(self, kind: str, body: bytes):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    print("listening on 8080")
    ThreadingHTTPServer(("", 8080), Handler).serve_forever()
