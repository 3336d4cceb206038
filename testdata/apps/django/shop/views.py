import ssl
from datetime import datetime, timezone

from django.contrib.auth.hashers import check_password, make_password
from django.core.files.storage import default_storage
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone as zones
from django.utils.formats import date_format, localize
from django.views.decorators.csrf import csrf_exempt

from .models import Item


def index(request):
    summer = zones.localtime(datetime(2024, 7, 1, 12, 0, tzinfo=timezone.utc))
    return render(request, "shop/index.html", {"summer": summer, "count": Item.objects.count(), "stock": 1234567})


@csrf_exempt
def items(request):
    if request.method == "POST":
        Item.objects.create(name=request.POST["name"], price=request.POST["price"])
    return JsonResponse({"items": [f"{item.name} {item.price}" for item in Item.objects.order_by("id")]})


@csrf_exempt
def upload(request):
    """Keeps a file and says what it is, by its name."""
    import mimetypes

    file = request.FILES["file"]
    name = default_storage.save(file.name, file)
    answer = {"size": default_storage.size(name), "type": mimetypes.guess_type(name)[0]}
    default_storage.delete(name)
    return JsonResponse(answer)


def check(request):
    return JsonResponse(
        {
            "password": check_password("secret", make_password("secret")),
            "certificates": len(ssl.create_default_context().get_ca_certs()) > 0,
            "date": date_format(datetime(2024, 7, 14), "DATE_FORMAT"),
            "number": localize(1234.5),
        }
    )
