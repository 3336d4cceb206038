FROM python:3.11 AS build

COPY requirements.txt /src/
COPY requirements /src/requirements
WORKDIR /src

# defusedxml is what the project's extra "safe" asks for
RUN pip install --no-cache-dir --no-compile -r requirements.txt defusedxml==0.7.1 \
    && cd /usr/local/lib/python3.11/site-packages \
    && find . -depth -type d \( -name tests -o -name test \) -exec rm -rf {} + \
    && find . -type f \( -name '*.h' -o -name '*.c' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.cpp' \) -delete \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

COPY pyproject.toml README.md /src/
COPY src /src/src

# no build isolation: the base's setuptools can build it, the index need not be asked on each change
RUN pip install --no-cache-dir --no-compile --no-build-isolation .[safe] \
    && cd /usr/local/lib/python3.11/site-packages \
    && python -m compileall -q --invalidation-mode unchecked-hash newsdesk \
    # what the runtime's base brings itself must not be shipped twice
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth

FROM python:3.11-slim

LABEL maintainer="desk@example.com"

ENV NEWSDESK_DATA=/data

# the slim base carries no bytecode of the standard library: each start would compile it again
RUN python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11 \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app \
    && install -d -o 10001 -g 10001 /data /src

# the slim base does not know the types of .woff2, .docx and the like
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/newsdesk /usr/local/bin/

WORKDIR /src

VOLUME /data
EXPOSE 8080

USER 10001:10001
ENTRYPOINT ["newsdesk"]
CMD ["serve", "--port", "8080"]
