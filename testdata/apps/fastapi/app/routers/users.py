from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5, NAMESPACE_DNS
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, EmailStr, Field, field_validator

router = APIRouter(prefix="/users", tags=["users"])


class User(BaseModel):
    name: str = Field(min_length=2)
    email: EmailStr
    balance: Decimal = Decimal("0")
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception:
            raise ValueError("no such time zone")
        return value


class Stored(User):
    id: UUID
    noon: datetime


@router.post("", status_code=201)
async def create(user: User, request: Request) -> Stored:
    noon = datetime(2024, 7, 1, 12, 0, tzinfo=ZoneInfo(user.zone))
    stored = Stored(**user.model_dump(), id=uuid5(NAMESPACE_DNS, user.email), noon=noon)
    request.app.state.users[user.name] = stored
    return stored


@router.get("/{name}")
async def read(name: str, request: Request) -> Stored:
    try:
        return request.app.state.users[name]
    except KeyError:
        raise HTTPException(404, "no such user")
