"""Feeds: reads XML, writes XML, keeps things in PostgreSQL where there is one."""

import asyncio
import os
import sys

import psycopg2
from dateutil import parser, tz
from lxml import etree
from tornado.web import Application, RequestHandler, StaticFileHandler

HERE = os.path.dirname(os.path.abspath(__file__))
STYLE = etree.XSLT(etree.parse(os.path.join(HERE, "feed.xsl")))


class Index(RequestHandler):
    def get(self):
        self.render("index.html", title="Feeds & more")


class Feed(RequestHandler):
    def post(self):
        try:
            feed = etree.fromstring(self.request.body)
        except etree.XMLSyntaxError as error:
            self.set_status(400)
            return self.finish(error.msg)
        self.finish(bytes(STYLE(feed)))


class Database(RequestHandler):
    def get(self):
        try:
            psycopg2.connect("postgresql://127.0.0.1:9/feeds?sslmode=require", connect_timeout=1)
        except psycopg2.OperationalError as error:
            self.finish({"libpq": psycopg2.extensions.libpq_version() // 10000, "refused": "refused" in str(error)})


class Date(RequestHandler):
    def get(self):
        at = parser.parse(self.get_argument("at")).replace(tzinfo=tz.gettz("Asia/Tokyo"))
        self.finish(at.astimezone(tz.UTC).isoformat())


class Python(RequestHandler):
    async def get(self):
        process = await asyncio.create_subprocess_exec(
            "python", "-c", "import sys, lxml; print(sys.prefix)", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        self.finish({"here": sys.prefix, "child": out.decode().strip()})


class Fetch(RequestHandler):
    async def get(self):
        # curl's own client is not installed: the simple one with the system's certificates
        from tornado.httpclient import AsyncHTTPClient

        try:
            await AsyncHTTPClient().fetch("https://127.0.0.1:9/")
        except ConnectionRefusedError:
            self.finish("refused")


async def main():
    Application(
        [
            ("/", Index),
            ("/feed", Feed),
            ("/database", Database),
            ("/date", Date),
            ("/python", Python),
            ("/fetch", Fetch),
            ("/files/(.*)", StaticFileHandler, {"path": os.path.join(HERE, "files")}),
        ],
        template_path=os.path.join(HERE, "templates"),
    ).listen(8888)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
