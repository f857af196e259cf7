"""Exports with local headers, words, encodings, dates and numbers, second look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import Company, Deal, Figures, deals_csv, figures, fmt, money, stamp
from tests.integration.unseen.market import LEADERS, Export, last_first, loss, odds, pick, said

TONGUES: dict[str, Export] = {}


def export(f: Export) -> Export:
    TONGUES[f.__name__] = f
    return f


def euros(d: Deal) -> str:
    return money(d.value, ".", ",")


@export
def german_report(c: Company, at: Path) -> None:
    deals_csv(
        at / "Bericht.csv",
        c.deals,
        {
            "Opportunity-Inhaber": lambda d: d.rep,
            "Accountname": lambda d: d.account,
            "Opportunity-Name": lambda d: d.name,
            "Phase": said("Geschlossen und gewonnen", "Geschlossen und verloren", "Erstgespräch", "Bedarfsanalyse", "Angebot", "Verhandlung"),
            "Geschäftsjahresperiode": lambda d: f"Q{(d.close_date.month + 2) // 3}-{d.close_date.year}",
            "Betrag Währung": lambda d: "EUR",
            "Betrag": euros,
            "Wahrscheinlichkeit (%)": odds,
            "Alter": lambda d: int(d.id) % 90,
            "Schlusstermin": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Erstelldatum": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Nächster Schritt": lambda d: "",
            "Leadquelle": lambda d: "Web",
        },
        delimiter=";",
    )


@export
def german_offers_long_dates(c: Company, at: Path) -> None:
    months = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")

    def day(on: object) -> str:
        return f"{on.day}. {months[on.month - 1]} {on.year}" if on else ""  # type: ignore[attr-defined]

    deals_csv(
        at / "Angebotsliste.csv",
        c.deals,
        {
            "Angebotsnr.": lambda d: f"AN-{d.id}",
            "Kunde": lambda d: d.account,
            "Verkäufer": lambda d: last_first(d.rep),
            "Auftragswert netto": lambda d: money(d.value, ".", ",", after=" €"),
            "MwSt.": lambda d: money((d.value or 0) * 0.19, ".", ",", after=" €"),
            "Auftragswert brutto": lambda d: money((d.value or 0) * 1.19, ".", ",", after=" €"),
            "Angelegt am": lambda d: day(d.created),
            "Ergebnis": said("Auftrag erhalten", "Auftrag verloren", "offen"),
            "Entschieden am": lambda d: day(d.closed),
            "Verlustgrund": loss,
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def french_report(c: Company, at: Path) -> None:
    deals_csv(
        at / "rapport.csv",
        c.deals,
        {
            "Propriétaire de l'opportunité": lambda d: d.rep,
            "Nom du compte": lambda d: d.account,
            "Nom de l'opportunité": lambda d: d.name,
            "Étape": said("Fermée gagnée", "Fermée perdue", "Découverte", "Qualification", "Proposition", "Négociation"),
            "Montant": lambda d: money(d.value, "\u202f", ",", after=" €"),
            "Probabilité (%)": odds,
            "Date de clôture": lambda d: fmt(d.close_date, "%d/%m/%Y"),
            "Date de création": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Dernière modification": lambda d: fmt(d.modified, "%d/%m/%Y"),
            "Origine de la piste": lambda d: "Salon",
        },
        delimiter=";",
    )


@export
def french_affaires(c: Company, at: Path) -> None:
    deals_csv(
        at / "affaires.csv",
        c.deals,
        {
            "Réf. affaire": lambda d: f"AF{d.id}",
            "Client": lambda d: d.account,
            "Commercial": lambda d: d.rep,
            "Chiffre d'affaires HT": lambda d: money(d.value, " ", ","),
            "Statut": said("Gagné", "Perdu", "En cours"),
            "Créée le": lambda d: fmt(d.created, "%d/%m/%y"),
            "Signée le": lambda d: fmt(d.closed if d.status == "won" else None, "%d/%m/%y"),
            "Perdue le": lambda d: fmt(d.closed if d.status == "lost" else None, "%d/%m/%y"),
            "Motif de perte": loss,
        },
        delimiter="\t",
    )


@export
def spanish_hubspot(c: Company, at: Path) -> None:
    deals_csv(
        at / "negocios.csv",
        c.deals,
        {
            "ID de registro": lambda d: f"771{d.id}",
            "Nombre del negocio": lambda d: d.name,
            "Etapa del negocio": said("Cierre ganado", "Cierre perdido", "Cita programada", "Presentación", "Contrato enviado"),
            "Fecha de cierre": lambda d: stamp(d.close_date, form="%Y-%m-%d %H:%M"),
            "Propietario del negocio": lambda d: d.rep,
            "Importe": lambda d: d.value,
            "Fecha de creación": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M"),
            "Empresa asociada": lambda d: d.account,
            "Motivo de pérdida": loss,
        },
    )


@export
def mexican_list(c: Company, at: Path) -> None:
    deals_csv(
        at / "oportunidades.csv",
        c.deals,
        {
            "Folio": lambda d: d.id,
            "Vendedor": lambda d: d.rep,
            "Cliente": lambda d: d.account,
            "Producto": lambda d: d.product,
            "Monto (MXN)": lambda d: money(d.value, before="$"),
            "Estatus": said("Ganada", "Perdida", "En proceso", "Cotizada"),
            "Fecha de alta": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Fecha de resolución": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
    )


@export
def brazilian_rd(c: Company, at: Path) -> None:
    deals_csv(
        at / "negociacoes.csv",
        c.deals,
        {
            "Nome": lambda d: d.name,
            "Empresa": lambda d: d.account,
            "Qualificação": lambda d: 1 + int(d.id) % 5,
            "Funil de vendas": lambda d: "Funil Padrão",
            "Etapa": lambda d: pick(("Sem contato", "Contato feito", "Proposta enviada"))(d),
            "Estado": said("Vendida", "Perdida", "Em Andamento", "Pausada"),
            "Motivo de Perda": loss,
            "Valor Único": lambda d: money(d.value, ".", ",", before="R$ "),
            "Valor Recorrente": lambda d: "R$ 0,00",
            "Data de criação": lambda d: stamp(d.created, form="%d/%m/%Y %H:%M"),
            "Data de fechamento": lambda d: stamp(d.closed, form="%d/%m/%Y %H:%M"),
            "Data de previsão de fechamento": lambda d: fmt(d.expected, "%d/%m/%Y"),
            "Responsável": lambda d: d.rep,
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def polish(c: Company, at: Path) -> Figures:
    mine = [d for d in c.deals if d.rep not in ("María José Ortega", "Zoë van den Berg")]
    deals_csv(
        at / "szanse_sprzedazy.csv",
        mine,
        {
            "Nazwa szansy": lambda d: d.name,
            "Klient": lambda d: d.account,
            "Handlowiec": lambda d: d.rep,
            "Etap": said("Wygrana", "Przegrana", "Kwalifikacja", "Oferta", "Negocjacje"),
            "Wartość": lambda d: money(d.value, " ", ",", after=" zł"),
            "Prawdopodobieństwo": lambda d: f"{odds(d)}%",
            "Data utworzenia": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Data zamknięcia": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Źródło": pick(("Targi", "Polecenie")),
        },
        delimiter=";",
        encoding="cp1250",
    )
    return figures(mine)


@export
def turkish(c: Company, at: Path) -> None:
    deals_csv(
        at / "firsatlar.csv",
        c.deals,
        {
            "Fırsat Adı": lambda d: d.name,
            "Müşteri": lambda d: d.account,
            "Satış Temsilcisi": lambda d: d.rep,
            "Durum": said("Kazanıldı", "Kaybedildi", "Açık", "Teklif verildi"),
            "Tutar": lambda d: money(d.value, ".", ",", after=" TL"),
            "Oluşturma Tarihi": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Kapanış Tarihi": lambda d: fmt(d.close_date, "%d.%m.%Y"),
        },
        delimiter=";",
    )


@export
def japanese_shift_jis(c: Company, at: Path) -> Figures:
    mine = [replace(d, value=float(round(d.value or 0) * 100)) for d in c.deals if d.rep.isascii() and (d.account or "").isascii()]
    deals_csv(
        at / "商談一覧.csv",
        mine,
        {
            "商談名": lambda d: d.name,
            "取引先名": lambda d: d.account,
            "商談 所有者": lambda d: d.rep,
            "フェーズ": said("受注", "失注", "初回訪問", "提案", "見積", "最終交渉"),
            "金額": lambda d: f"￥{d.value:,.0f}",
            "確度(%)": odds,
            "完了予定日": lambda d: fmt(d.close_date, "%Y/%m/%d"),
            "作成日": lambda d: fmt(d.created, "%Y/%m/%d"),
        },
        encoding="cp932",
    )
    return figures(mine)


@export
def chinese(c: Company, at: Path) -> None:
    deals_csv(
        at / "商机.csv",
        c.deals,
        {
            "商机编号": lambda d: f"SJ{d.id}",
            "商机名称": lambda d: d.name,
            "客户名称": lambda d: d.account,
            "负责人": lambda d: d.rep,
            "销售阶段": said("赢单", "输单", "初步接洽", "需求确定", "方案报价", "谈判审核"),
            "商机金额(元)": lambda d: money(d.value),
            "创建时间": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "结单日期": lambda d: d.close_date,
            "最后修改时间": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S"),
        },
        encoding="gb18030",
    )


@export
def korean(c: Company, at: Path) -> None:
    deals_csv(
        at / "영업기회.csv",
        c.deals,
        {
            "영업기회명": lambda d: d.name,
            "고객사": lambda d: d.account,
            "담당자": lambda d: d.rep,
            "진행상태": said("수주", "실주", "제안", "협상"),
            "금액": lambda d: money(d.value),
            "등록일": lambda d: fmt(d.created, "%Y.%m.%d"),
            "종료일": lambda d: fmt(d.closed, "%Y.%m.%d"),
        },
        encoding="utf-8-sig",
    )


@export
def italian(c: Company, at: Path) -> None:
    deals_csv(
        at / "trattative.csv",
        c.deals,
        {
            "Codice trattativa": lambda d: f"T-{d.id}",
            "Ragione sociale": lambda d: d.account,
            "Agente": lambda d: d.rep,
            "Importo": euros,
            "Esito": said("Vinta", "Persa", "In corso"),
            "Data apertura": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Data chiusura": lambda d: fmt(d.closed, "%d/%m/%Y"),
            "Motivazione": loss,
        },
        delimiter=";",
    )


@export
def dutch_teamleader(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Titel": lambda d: d.name,
            "Klant": lambda d: d.account,
            "Verantwoordelijke": lambda d: d.rep,
            "Fase": said("Aanvaard", "Geweigerd", "Nieuw", "Offerte verstuurd", "Vergadering gepland"),
            "Bedrag excl. btw": euros,
            "Bedrag incl. btw": lambda d: money((d.value or 0) * 1.21, ".", ","),
            "Aangemaakt op": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Afgesloten op": lambda d: fmt(d.closed, "%d-%m-%Y"),
            "Verwachte afsluitdatum": lambda d: fmt(d.expected, "%d-%m-%Y"),
        },
        delimiter=";",
    )


@export
def swedish(c: Company, at: Path) -> None:
    deals_csv(
        at / "affarer.csv",
        c.deals,
        {
            "Affär": lambda d: d.name,
            "Företag": lambda d: d.account,
            "Ansvarig säljare": lambda d: d.rep,
            "Status": said("Vunnen", "Förlorad", "Kontakt", "Offert", "Förhandling"),
            "Värde": lambda d: money(d.value, "\u00a0", ",", after=" kr"),
            "Skapad": lambda d: fmt(d.created, "%Y-%m-%d"),
            "Avslutsdatum": lambda d: fmt(d.close_date, "%Y-%m-%d"),
            "Sannolikhet": lambda d: f"{odds(d)} %",
        },
        delimiter=";",
    )


@export
def norwegian(c: Company, at: Path) -> None:
    deals_csv(
        at / "salg.csv",
        c.deals,
        {
            "Salg-ID": lambda d: d.id,
            "Firma": lambda d: d.account,
            "Selger": lambda d: d.rep,
            "Salgsstatus": said("Solgt", "Tapt", "Åpen"),
            "Beløp": lambda d: money(d.value, " ", ","),
            "Registrert": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Salgsdato": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Registrert av": lambda d: LEADERS[0],
        },
        delimiter="\t",
        encoding="utf-16",
    )


@export
def danish(c: Company, at: Path) -> None:
    deals_csv(
        at / "salgsmuligheder.csv",
        c.deals,
        {
            "Salgsmulighed": lambda d: d.name,
            "Kunde": lambda d: d.account,
            "Sælger": lambda d: d.rep,
            "Status": said("Vundet", "Tabt", "Åben"),
            "Forventet omsætning": euros,
            "Oprettet den": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Lukkedato": lambda d: fmt(d.close_date, "%d-%m-%Y"),
        },
        delimiter=";",
    )


@export
def czech(c: Company, at: Path) -> None:
    deals_csv(
        at / "obchodni_pripady.csv",
        c.deals,
        {
            "Obchodní případ": lambda d: d.name,
            "Zákazník": lambda d: d.account,
            "Obchodník": lambda d: d.rep,
            "Stav": said("Vyhráno", "Prohráno", "Otevřeno"),
            "Hodnota": lambda d: money(d.value, " ", ",", after=" Kč"),
            "Vytvořeno": lambda d: fmt(d.created, "%-d. %-m. %Y"),
            "Uzavřeno": lambda d: fmt(d.closed, "%-d. %-m. %Y"),
        },
        delimiter=";",
    )
