from dotenv import load_dotenv


def main():
    load_dotenv()
    print(open("docs/welcome.txt").read())
