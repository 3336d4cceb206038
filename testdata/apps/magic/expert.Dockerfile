FROM python:3.11 AS build

WORKDIR /srv/app
COPY requirements.txt ./
RUN pip3 install --no-cache-dir -r requirements.txt \
    && pip3 uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
# python-magic opens libmagic when it is imported
RUN apt-get update \
    && apt-get install -y --no-install-recommends libmagic1 \
    && rm -rf /var/lib/apt/lists/*
ENV UPLOADS=/srv/app/uploads
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g root -m 775 /srv/app $UPLOADS
COPY --from=build /etc/mime.types /etc/

WORKDIR /srv/app
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY . .

EXPOSE 8000
USER 10001:10001
ENTRYPOINT ["python3", "main.py"]
