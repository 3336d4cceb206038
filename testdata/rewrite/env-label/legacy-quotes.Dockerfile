FROM debian:bookworm-slim
ENV GREETING "hello world"
ENV OTHER 'single quoted'
ENV NOTE it's late
ENV WINDOWS_PATH C:\\tools
ENV JAVA_OPTS -Xms256m -Xmx512m
ENV EMPTY ""
