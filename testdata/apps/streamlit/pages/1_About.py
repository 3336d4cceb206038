import ssl

import streamlit as st

st.title("About")
st.write("Lengths in kilometres.")
st.text(f"certificates: {len(ssl.create_default_context().get_ca_certs()) > 0}")
