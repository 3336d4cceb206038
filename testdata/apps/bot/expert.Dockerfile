FROM python:3.11 AS build

RUN pip install --no-cache-dir requests==2.32.3 \
    && pip install --no-cache-dir schedule==1.2.2 pytz==2024.2 \
    && pip install --no-cache-dir netifaces==0.11.0 \
    && pip install --no-cache-dir PyYAML==6.0.2 \
    && pip uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
# entrypoint.sh calls curl
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /bot
COPY --from=build /etc/mime.types /etc/

WORKDIR /bot

COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
ADD . /bot
COPY --chmod=755 entrypoint.sh ./

USER 10001:10001

ENTRYPOINT ["/bot/entrypoint.sh"]
CMD ["python", "-u", "bot.py"]
