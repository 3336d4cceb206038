import os
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

DATA = Path(__file__).resolve().parent.parent / "data"
DATA.mkdir(exist_ok=True)

engine = create_engine(os.environ.get("DATABASE_URL", f"sqlite:///{DATA}/shelf.db"))
Session = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author: Mapped[str]


Base.metadata.create_all(engine)
