"""bookshelf-export: the shelf as CSV on standard output."""

import csv
import sys

from sqlalchemy import select

from .db import Book, Session


def main() -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["title", "author"])
    with Session() as session:
        for book in session.scalars(select(Book).order_by(Book.title)):
            out.writerow([book.title, book.author])


if __name__ == "__main__":
    main()
