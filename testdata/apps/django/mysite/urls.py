from django.contrib import admin
from django.urls import path

from shop import views

urlpatterns = [
    path("", views.index),
    path("items/", views.items),
    path("upload/", views.upload),
    path("check/", views.check),
    path("admin/", admin.site.urls),
]
