echo starting
app
