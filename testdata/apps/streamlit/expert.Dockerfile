# app/Dockerfile

FROM python:3.11-slim AS build

WORKDIR /app

RUN apt-get update && apt-get install -y --no-install-recommends \
    binutils \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .

RUN pip3 install --no-cache-dir --no-compile -r requirements.txt \
    # what the runtime's base brings itself must not be shipped twice
    && cd /usr/local/lib/python3.11/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth \
    && find . -depth -type d \( -name tests -o -name test \) -exec rm -rf {} + \
    && find . -type f \( -name '*.h' -o -name '*.hpp' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.a' -o -name '*.js.map' -o -name '*.pyi' \) -delete \
    && find . -name '*.so*' -type f -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

FROM python:3.11-slim

# curl is the health check's
RUN apt-get update && apt-get install -y --no-install-recommends \
    curl \
    && rm -rf /var/lib/apt/lists/* \
    # the slim base carries no bytecode of the standard library: each start would compile it again
    && python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11 \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app

COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/streamlit /usr/local/bin/

WORKDIR /app
RUN chown 10001:10001 /app
COPY . .

EXPOSE 8501

HEALTHCHECK CMD curl --fail http://localhost:8501/_stcore/health

USER 10001:10001
ENTRYPOINT ["streamlit", "run", "streamlit_app.py", "--server.port=8501", "--server.address=0.0.0.0"]
