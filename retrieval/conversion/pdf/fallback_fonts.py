"""Fallback fonts of PDFium: a Chinese font for PDFs that name fonts without holding them, as many official ones do.

Without one PDFium leaves out single characters of such fonts, and draws none of them.
"""

from __future__ import annotations

import ctypes
from functools import cache

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from retrieval.fonts import FONT


@cache
def provide_fonts() -> object:
    """Start PDFium anew, once a process and before any document is open, with the font that comes with the program.

    What is returned must live as long as PDFium does; here it is kept for the next call.
    """
    folder = ctypes.create_string_buffer(str(FONT.parent).encode("utf-8", "surrogateescape"))
    # The second pointer is null, which ends the list.
    paths = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.cast(folder, ctypes.POINTER(ctypes.c_char)))
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(config)
    return folder, paths
