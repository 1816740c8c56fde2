"""The page in Streamlit: ``streamlit run streamlit_page.py``."""

import plotly.graph_objects as go
import streamlit as st
from same import CONTROLS, FIGURES, HTML, residents

st.set_page_config("Lägesbild", layout="wide")
st.title("Lägesbild")


@st.cache_resource
def others() -> list[go.Figure]:
    """Return the figures that no filter changes, made once for everybody."""
    return [go.Figure(figure) for figure in FIGURES]


@st.fragment
def survey() -> None:
    """Show the filters and their figure: this part alone is run again when one changes."""
    chosen = {name: st.selectbox(label, options, format_func=lambda option: option[0])[1]
              for name, label, options in CONTROLS}  # fmt: skip
    question = chosen.pop(CONTROLS[0][0])
    st.plotly_chart(go.Figure(residents(question, chosen)), key="residents", theme=None)


survey()
for place, figure in enumerate(others()):
    st.plotly_chart(figure, key=f"figure{place}", theme=None)
st.html(HTML)
