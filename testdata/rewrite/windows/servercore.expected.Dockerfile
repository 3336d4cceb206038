FROM mcr.microsoft.com/windows/servercore:ltsc2019
LABEL org.opencontainers.image.authors="Erika Mustermann"
WORKDIR /app
COPY app.zip C:/app/
RUN mkdir C:\data && echo ready > C:\data\state.txt
EXPOSE 8080/tcp
CMD app.exe
