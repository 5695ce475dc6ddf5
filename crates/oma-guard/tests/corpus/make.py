"""Makes items.jsonl: sentences in Brazilian Portuguese and English with personal data whose place
and kind are known, and sentences whose numbers only look like it.

    python make.py > items.jsonl

The data comes from Faker, which shares no code with OMA; what Faker does not know (the company
numbers with letters, identity cards) is made here. Equal seeds give equal files.
"""

import json
import random
import string

from faker import Faker

SEED = 20261122
POSITIVES = 100  # of each kind and language
NEGATIVES = 700  # of each language

random.seed(SEED)
fakers = {"pt-BR": Faker("pt_BR"), "en-US": Faker("en_US")}
for faker in fakers.values():
    faker.seed_instance(SEED)
portugal = Faker("pt_PT")
britain = Faker("en_GB")
portugal.seed_instance(SEED + 1)
britain.seed_instance(SEED + 2)


def digits(count):
    return "".join(random.choice(string.digits) for _ in range(count))


def cnpj_with_letters():
    base = "".join(random.choice(string.digits + string.ascii_uppercase) for _ in range(8))
    base += "".join(random.choice(string.digits + string.ascii_uppercase) for _ in range(4))

    def check(text):
        weights = [2, 3, 4, 5, 6, 7, 8, 9]
        total = sum((ord(c) - 48) * weights[i % 8] for i, c in enumerate(reversed(text)))
        rest = total % 11
        return "0" if rest < 2 else str(11 - rest)

    base += check(base)
    base += check(base)
    return f"{base[:2]}.{base[2:5]}.{base[5:8]}/{base[8:12]}-{base[12:]}"


def cpf(faker):
    text = fakers["pt-BR"].cpf()
    return random.choice([text, text, text.replace(".", "").replace("-", "")])


def cnpj(faker):
    text = fakers["pt-BR"].cnpj()
    plain = "".join(c for c in text if c.isalnum())
    return random.choice([text, plain, cnpj_with_letters()])


def card(faker):
    number = faker.credit_card_number(random.choice(["visa16", "mastercard", "amex", "discover"]))
    if len(number) == 16:
        grouped = " ".join(number[i : i + 4] for i in range(0, 16, 4))
        return random.choice([number, grouped, grouped.replace(" ", "-")])
    return random.choice([number, f"{number[:4]} {number[4:10]} {number[10:]}"])


def iban(faker):
    number = random.choice([portugal, britain, Faker("de_DE"), Faker("es_ES")]).iban()
    return random.choice([number, " ".join(number[i : i + 4] for i in range(0, len(number), 4))])


def phone(faker):
    area = random.choice([11, 21, 31, 41, 48, 51, 61, 71, 81, 85, 92])
    mobile = f"9{digits(4)}-{digits(4)}"
    fixed = f"{random.choice('2345')}{digits(3)}-{digits(4)}"
    exchange = f"{random.choice('23456789')}{digits(2)}"
    state = f"{random.choice('23456789')}{random.choice('0123456')}{digits(1)}"
    brazilian = [f"({area}) {mobile}", f"+55 {area} {mobile}", f"{area} {mobile}", f"({area}) {fixed}"]
    american = [f"({state}) {exchange}-{digits(4)}", f"+1 {state}-{exchange}-{digits(4)}",
                f"{state}-{exchange}-{digits(4)}", "+44 20 7946 0" + digits(3)]
    return random.choice(brazilian if faker is fakers["pt-BR"] else american)


def rg(faker):
    number = f"{random.randint(1, 59)}.{digits(3)}.{digits(3)}-{random.choice(string.digits + 'X')}"
    return number


def cep(faker):
    return f"{random.randint(1000, 99999):05d}-{digits(3)}"


def passport(faker):
    letters = "".join(random.choice(string.ascii_uppercase) for _ in range(2))
    return random.choice([letters + digits(6), random.choice(string.ascii_uppercase) + digits(8)])


def email(faker):
    return faker.email()


def ip(faker):
    return faker.ipv4() if random.random() < 0.6 else faker.ipv6()


KINDS = {
    "cpf": (cpf, {"pt-BR": ["Meu CPF é {}.", "CPF {}", "cliente {} aprovado", "Titular: {}, maior de idade."],
                  "en-US": ["Her CPF number is {}.", "Tax id {} (Brazil)", "The CPF {} was checked."]}),
    "cnpj": (cnpj, {"pt-BR": ["CNPJ {}", "A empresa, inscrita no CNPJ {}, responde.", "CNPJ: {}."],
                    "en-US": ["CNPJ {} of the shop", "The company's CNPJ is {}."]}),
    "card": (card, {"pt-BR": ["Pague com o cartão {}.", "cartão: {}", "Passei {} na máquina."],
                    "en-US": ["Charge it to {}.", "My card is {}, thanks.", "card number {}"]}),
    "iban": (iban, {"pt-BR": ["Transferir para {}.", "IBAN {}", "A conta {} é minha."],
                    "en-US": ["Wire it to {}.", "IBAN: {}", "Our account is {}, as always."]}),
    "email": (email, {"pt-BR": ["Escreva para {}.", "Contato: {}", "({})"],
                      "en-US": ["Write to {}.", "Contact: {}", "Ask {} for details"]}),
    "phone": (phone, {"pt-BR": ["Ligue {}.", "Meu número é {}, fale comigo.", "WhatsApp: {}", "Atendemos no {}"],
                      "en-US": ["Call {}.", "You can reach me at {} any time.", "Phone: {}", "Reservations {}"]}),
    "rg": (rg, {"pt-BR": ["RG {}", "Portadora do RG nº {}.", "identidade {}"],
                "en-US": ["Brazilian RG {}", "RG: {}"]}),
    "cep": (cep, {"pt-BR": ["CEP {}", "Rua das Flores, 12, {} São Paulo", "Entrega no {}."],
                  "en-US": ["Ship to CEP {}.", "Av. Paulista 1000, {} Sao Paulo"]}),
    "passport": (passport, {"pt-BR": ["Passaporte {}", "O passaporte {} vence em maio."],
                            "en-US": ["Passport number {}", "My passport {} expires soon."]}),
    "ip": (ip, {"pt-BR": ["Acesso de {}", "O endereço {} foi bloqueado.", "IP {}"],
                "en-US": ["Login from {}", "The address {} was blocked.", "IP: {}"]}),
}


def price():
    return f"{random.randint(1, 9)}.{digits(3)},{digits(2)}"


def date():
    return f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{random.randint(1990, 2030)}"


def iso():
    return f"{random.randint(1990, 2030)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"


def version():
    return ".".join(str(random.randint(0, 20)) for _ in range(3))


def broken(make):
    """A number whose last digit is wrong, so that it is not what it looks like."""
    text = make(None) if make is not card else card(fakers["en-US"])
    last = max(i for i, c in enumerate(text) if c.isdigit())
    return text[:last] + str((int(text[last]) + random.randint(1, 9)) % 10) + text[last + 1 :]


def written_cpf(_):
    return fakers["pt-BR"].cpf()


NEGATIVE = {
    "pt-BR": [
        lambda: f"De R$ {price()} por R$ {price()} até {date()}.",
        lambda: f"Pedido nº {digits(3)}-{digits(7)}-{digits(7)} enviado.",
        lambda: f"Pedido #{digits(8)} confirmado em {date()}.",
        lambda: f"Versão {version()} disponível.",
        lambda: f"Versão {version()}.{random.randint(0, 9)} do firmware.",
        lambda: f"Coordenadas -{random.randint(10, 30)}.{digits(4)}, -{random.randint(30, 60)}.{digits(4)}.",
        lambda: f"Das {random.randint(7, 11)}:00 às {random.randint(17, 22)}:30, de {random.randint(2, 6)} a {random.randint(7, 9)}.",
        lambda: f"Lote {digits(4)}-{digits(2)}, validade {random.randint(1, 12):02d}/{random.randint(2026, 2031)}.",
        lambda: f"Mais de {random.randint(1, 99)}.{digits(3)}.{digits(3)} clientes.",
        lambda: f"Protocolo {iso().replace('-', '')}{digits(6)}.",
        lambda: f"ISBN 978-85-{digits(3)}-{digits(4)}-{digits(1)}",
        lambda: f"Siga @{fakers['pt-BR'].user_name()} e ganhe {random.randint(5, 50)}%.",
        lambda: f"Código de barras {broken(lambda _: '789' + digits(10))}.",
        lambda: f"O número {broken(written_cpf)} não confere.",
        lambda: f"O código {broken(card)} foi recusado.",
        lambda: f"Área de {random.randint(20, 900)} m², {random.randint(1, 5)} quartos, {random.randint(1990, 2026)}.",
        lambda: f"Resolução {random.choice(['1080x1920', '1920x1080'])}, {random.randint(24, 60)} fps, {digits(2)}:{digits(2)}.",
        lambda: f"Modelo {random.choice(string.ascii_uppercase)}{random.choice(string.ascii_uppercase)}{digits(6)} em estoque.",
        lambda: f"Lei {random.randint(1, 14)}.{digits(3)}/{random.randint(1988, 2026)}, art. {random.randint(1, 99)}.",
        lambda: f"Rastreio BR{digits(9)}BR",
    ],
    "en-US": [
        lambda: f"From ${price().replace('.', ';').replace(',', '.').replace(';', ',')} until {iso()}.",
        lambda: f"Order {digits(3)}-{digits(7)}-{digits(7)} has shipped.",
        lambda: f"Order #{digits(8)} of {iso()}.",
        lambda: f"Version {version()} is out.",
        lambda: f"Firmware v{version()}.{random.randint(0, 9)} fixes it.",
        lambda: f"Meet at {random.randint(20, 50)}.{digits(5)}, -{random.randint(60, 120)}.{digits(5)}.",
        lambda: f"Open {random.randint(7, 11)}:00 to {random.randint(17, 22)}:30, {random.randint(2, 5)}-{random.randint(6, 7)} days.",
        lambda: f"Batch {digits(4)}-{digits(2)}, best before {random.randint(1, 12):02d}/{random.randint(2026, 2031)}.",
        lambda: f"Over {random.randint(1, 99)},{digits(3)},{digits(3)} customers.",
        lambda: f"Ticket {iso().replace('-', '')}{digits(6)}.",
        lambda: f"ISBN 978-0-{digits(2)}-{digits(6)}-{digits(1)}",
        lambda: f"Follow @{fakers['en-US'].user_name()} for {random.randint(5, 50)}% off.",
        lambda: f"Barcode {broken(lambda _: '0' + digits(11))}.",
        lambda: f"The number {broken(written_cpf)} does not add up.",
        lambda: f"The code {broken(card)} was refused.",
        lambda: f"{random.randint(300, 9000)} sq ft, {random.randint(1, 5)} beds, built {random.randint(1900, 2026)}.",
        lambda: f"{random.choice(['1080x1920', '1920x1080'])} at {random.randint(24, 60)} fps, {digits(2)}:{digits(2)} long.",
        lambda: f"Model {random.choice(string.ascii_uppercase)}{random.choice(string.ascii_uppercase)}{digits(6)} in stock.",
        lambda: f"Section {random.randint(1, 20)}.{random.randint(1, 20)}.{random.randint(1, 20)}.{random.randint(1, 20)} of the manual.",
        lambda: f"Ratio 3:2:1, score {random.randint(1, 9)}-{random.randint(0, 9)}, {digits(1)}.{digits(1)} stars.",
    ],
}


def main():
    for kind, (make, templates) in KINDS.items():
        for language, sentences in templates.items():
            for _ in range(POSITIVES):
                sentence = random.choice(sentences)
                value = make(fakers[language])
                start = sentence.index("{}")
                text = sentence.replace("{}", value)
                label = {"kind": kind, "start": start, "end": start + len(value)}
                print(json.dumps({"language": language, "text": text, "labels": [label]}, ensure_ascii=False))
    for language, makers in NEGATIVE.items():
        for index in range(NEGATIVES):
            text = makers[index % len(makers)]()
            print(json.dumps({"language": language, "text": text, "labels": []}, ensure_ascii=False))


main()
