"""Reading a downloaded workbook back."""

from io import BytesIO

from python_calamine import CalamineWorkbook


def rows_of(response):
    """Return the first sheet's rows, the header first."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(response.data))
    return workbook.get_sheet_by_index(0).to_python()
