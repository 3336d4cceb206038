FROM mcr.microsoft.com/windows/servercore:ltsc2019
MAINTAINER Erika Mustermann
WORKDIR /app
ADD app.zip C:/app/
RUN mkdir C:\data && echo ready > C:\data\state.txt
EXPOSE 8080/TCP
CMD app.exe
