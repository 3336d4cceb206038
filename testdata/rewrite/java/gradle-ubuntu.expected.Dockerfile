FROM ubuntu:22.04 AS build
RUN apt-get update && apt-get install -y openjdk-17-jdk
COPY . /src
WORKDIR /src
RUN ./gradlew bootJar

FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/libs/app.jar /opt/app.jar
CMD ["java", "-jar", "/opt/app.jar"]
