import altair as alt
import pandas as pd
import streamlit as st

st.set_page_config(page_title="Rivers", layout="wide")
st.title("Rivers")


@st.cache_data
def load():
    return pd.read_csv("data/rivers.csv")


rivers = load()
country = st.selectbox("Country", ["all", *sorted(rivers.country.unique())])
if country != "all":
    rivers = rivers[rivers.country == country]

st.metric("Kilometres", f"{rivers.length.sum():,}")
st.dataframe(rivers)
st.altair_chart(alt.Chart(rivers).mark_bar().encode(x="name", y="length"))

with st.expander("Formats"):
    import io
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "WEBP")
    parquet = io.BytesIO()
    rivers.to_parquet(parquet)
    back = pd.read_parquet(io.BytesIO(parquet.getvalue()))
    noon = pd.Timestamp("2024-07-01 12:00", tz="UTC").tz_convert("Europe/Paris")
    same = datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Paris"))
    st.text(f"webp {picture.getvalue()[8:12].decode()}, parquet {len(back)} rows, {noon:%H:%M %Z}, {same:%H:%M %Z}")
    st.image(picture)

st.map(pd.DataFrame({"lat": [50.4], "lon": [7.6]}))
