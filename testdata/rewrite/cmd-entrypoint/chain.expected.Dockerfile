FROM python:3.12-slim
CMD python manage.py migrate && python manage.py runserver 0.0.0.0:8000
