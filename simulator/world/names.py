"""Names of people: given and family names combined at random, so that nobody in particular is meant."""

from __future__ import annotations

GIVEN_NAMES = """
Adaeze Aino Alasdair Amadou Anahit Anselm Antje Arash Aurelio Ayumi Beatriz Benedikt Birgit Bojan Calliope Camila Cato
Chiamaka Cosima Dagny Darius Delphine Dilnoza Ebba Edoardo Eirik Elif Emeka Enzo Esperanza Farid Fenna Fiona Gaspard
Gudrun Hana Haruto Helmi Hideo Ilse Imani Ioana Isolde Ivo Jaromir Jelena Joaquim Kaito Kalinda Katarina Keanu Kwame
Laila Leopold Lieve Linnea Lorcan Ludmila Mahalia Marit Mateusz Meera Milan Mirela Nadir Naoko Nkechi Noor Odette
Olamide Orla Osman Paloma Pavel Petra Quentin Rafaela Rashid Renske Rhys Rosalind Saoirse Selin Sigrid Sunniva Svetlana
Tadeo Tamsin Tariq Tobias Tuva Ulrike Valentina Veikko Wanjiru Wilhelmina Xiomara Yannick Yusra Zdenka Zoltan
""".split()  # noqa: SIM905

FAMILY_NAMES = """
Abernethy Achterberg Adeyinka Alvestad Amaral Arvidson Ashdown Baptista Barczak Bellweather Bergstrom Birkeland Bouchard
Braithwaite Brandvold Calloway Castellan Chukwudi Corrigan Dalgaard Demirkan Dobrev Drummond Dvorsky Eastaugh Ekholm
Elsworth Fairweather Fenwick Fjeldstad Fontaine Galbraith Gantz Gerlach Gunnarson Hadley Halloran Hasegawa Heikkila
Hollingworth Ibekwe Ingram Jankovic Jorgensen Kaminska Karlsen Kimura Kirilov Kovalenko Lachance Lindqvist Lockhart
Machado Marchetti Mbeki Merriweather Moriarty Mwangi Nakagawa Nyberg Oakhurst Obiora Oduya Olszewski Ostergaard
Papadakis Pemberton Penrose Petrosyan Quaresma Radcliffe Rautio Ravensworth Reinholt Sandoval Sarkisian Schreiber
Silvestre Skarsgaard Stavros Strand Sundaram Takeda Tavares Thackeray Thornbury Ueno Underhill Vallejo Vandermeer
Vasquez Vesterberg Wakefield Westergaard Whitlock Wojtowicz Yamashiro Yilmaz Zamora Zielinska
""".split()  # noqa: SIM905
