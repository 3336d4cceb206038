FROM python:3.11 AS build

COPY requirements.txt /code/
WORKDIR /code

RUN pip install --no-cache-dir -r requirements.txt \
    && pip uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim

ENV PYTHONUNBUFFERED 1

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
# WeasyPrint opens Pango and its relatives when it is imported; DejaVu is in the full base,
# where it is the font of all that names none
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
        libharfbuzz-subset0 \
        fonts-dejavu-core \
        fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /code
COPY --from=build /etc/mime.types /etc/

COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY . /code
WORKDIR /code

EXPOSE 8080

USER 10001:10001

CMD python invoices.py
