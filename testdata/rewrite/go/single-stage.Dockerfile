FROM golang:1.21
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
ADD *.go ./
RUN go build -o /server
EXPOSE 8080
CMD /server
