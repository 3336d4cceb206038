FROM python:3.11 AS build

ENV PYTHONUNBUFFERED=1
ENV DJANGO_SETTINGS_MODULE=mysite.settings

RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*

WORKDIR /code
COPY requirements.txt /code/
RUN pip install --no-cache-dir --no-compile -r requirements.txt \
    # what the runtime's base brings itself must not be shipped twice
    && cd /usr/local/lib/python3.11/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth \
    # not django/test: staticfiles and manage.py import it
    && find . -depth -type d \( -name tests -o -name test \) -not -path './django/test' -exec rm -rf {} + \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

COPY . /code/
RUN python manage.py compilemessages \
    && python manage.py collectstatic --noinput \
    && python -m compileall -q -f --invalidation-mode checked-hash .

FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1
ENV DJANGO_SETTINGS_MODULE=mysite.settings

# the slim base carries no bytecode of the standard library: each start would compile it again
RUN python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11 \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app

# the slim base does not know the types of .woff2, .docx and the like
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/django-admin /usr/local/bin/gunicorn /usr/local/bin/

# db.sqlite3 and media/ are made in /code at run time
WORKDIR /code
RUN chown 10001:10001 .
COPY --from=build /code/ .

EXPOSE 8000

USER 10001:10001
CMD python manage.py migrate --noinput && gunicorn mysite.wsgi:application --bind 0.0.0.0:8000
