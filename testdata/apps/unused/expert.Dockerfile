FROM python:3.11 AS build

# without plotly, which nothing imports
RUN pip install --no-cache-dir --no-compile Flask==3.1.3 gunicorn==27.0.1 'apispec>=6,<7' \
    # what the runtime's base brings itself must not be shipped twice
    && cd /usr/local/lib/python3.11/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

FROM python:3.11-slim

# the slim base carries no bytecode of the standard library: each start would compile it again
RUN python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11

COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/gunicorn /usr/local/bin/

WORKDIR /app
COPY . .

EXPOSE 8000

CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
