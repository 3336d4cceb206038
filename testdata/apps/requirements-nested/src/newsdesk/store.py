import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Headline(Base):
    __tablename__ = "headlines"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


path = Path(os.environ.get("NEWSDESK_DATA", ".")) / "news.db"
engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
session = async_sessionmaker(engine)


async def prepare():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def add(text):
    async with session.begin() as transaction:
        transaction.add(Headline(text=text))


async def headlines():
    async with session() as transaction:
        return list(await transaction.scalars(select(Headline.text).order_by(Headline.id)))
