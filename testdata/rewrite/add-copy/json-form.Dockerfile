FROM mcr.microsoft.com/dotnet/aspnet:8.0
ADD ["my file.txt", "/app/"]
COPY ["a.txt", "b.txt", "/app"]
