package import Operations
package import SlotModel
package import Terminal

/// Balances over time for a screen: a line each with a small drawing, or where all are of one slot a drawing of each that changed.
///
/// - Parameters:
///   - now: For how long ago that was.
///   - width: Columns of the terminal; `nil` for a pipe: every recorded balance, in plain numbers.
/// - Returns: Lines with their ends; empty without balances.
package func balancePage(
    _ series: [BalanceSeries],
    now: Timestamp,
    width: Int?,
    style: TextStyle
) -> String {
    guard let width else { return balanceList(series, style) }
    guard Set(series.map(\.slot)).count == 1 else { return balanceTable(series, width, style) }
    var text = ""
    var former: BalanceSeries?
    for one in series {
        if former?.network != one.network || former?.exchange != one.exchange
            || former?.account != one.account
        {
            text += (text.isEmpty ? "" : "\n") + folded(heading(one), to: width) + "\n"
        }
        former = one
        text += drawing(one, now: now, width: width, style: style)
    }
    return text
}

/// `mine on bitget (sandbox), account 1234`.
private func heading(_ series: BalanceSeries) -> String {
    let account = series.account.map { ", account \(escapedForeignText($0))" } ?? ""
    return
        "\(escapedForeignText(series.slot)) on \(series.exchange.rawValue)\(series.network.mark)\(account)"
}

private func balanceList(_ series: [BalanceSeries], _ style: TextStyle) -> String {
    let titles = ["SLOT", "NETWORK", "ASSET", "AT", "FREE", "LOCKED", "TOTAL"]
    let rows = series.flatMap { series in
        series.points.map { point in
            [
                escapedForeignText(series.slot), series.network.rawValue, escapedForeignText(series.asset),
                point.at.description, point.balance.free.description, point.balance.locked.description,
                point.balance.total.description,
            ]
            .map { Table.Cell($0) }
        }
    }
    return Table(columns: titles.map { Table.Column(title: $0) }, rows: rows)
        .rendered(width: nil, style: style)
}

private func balanceTable(_ series: [BalanceSeries], _ width: Int, _ style: TextStyle) -> String {
    guard let span = series.span else { return "" }
    let columns = [
        Table.Column(title: "SLOT"), Table.Column(title: "ASSET"), Table.Column(title: "TOTAL", isKept: true),
        Table.Column(title: "CHANGE", rank: 2), Table.Column(title: "LOW", rank: 4),
        Table.Column(title: "HIGH", rank: 3), Table.Column(title: "TREND", rank: 1),
    ]
    let rows = series.map { series in
        let trend = Plot(series.line(over: span))
            .rendered(columns: width < 100 ? 16 : 24, rows: 1, style: style)
        return [
            Table.Cell(escapedForeignText(series.slot) + series.network.mark, .heading),
            Table.Cell(escapedForeignText(series.asset)), Table.Cell(series.latest.description),
            Table.Cell(signed(series.change)), Table.Cell(series.low.description),
            Table.Cell(series.high.description), Table.Cell(trend.joined()),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}

/// One asset: what is there, and below it how it came to that, where anything changed.
private func drawing(_ series: BalanceSeries, now: Timestamp, width: Int, style: TextStyle) -> String {
    let checks = counted(series.points.count, "check")
    let asset = style.bold(escapedForeignText(series.asset))
    guard !series.isUnchanged, let span = [series].span else {
        return folded("\(asset)  \(series.latest), the same in \(checks)", to: width) + "\n"
    }
    let title = folded(
        "\(asset)  \(series.latest), \(series.change?.isZero == true ? "as at first, after changes" : signed(series.change)) in \(checks)",
        to: width
    )
    let labels = [series.high.description, series.low.description].map { truncated($0, to: width / 3, style) }
    let margin = labels.reduce(0) { max($0, displayWidth($1)) }
    let room = min(width - margin - 5, 100)
    let rows = 5
    let lines = Plot(series.line(over: span)).rendered(columns: room, rows: rows, style: style)
        .enumerated().map { number, line in
            let label = number == 0 ? labels.first : number == rows - 1 ? labels.last : nil
            let blanks = String(repeating: " ", count: margin - displayWidth(label ?? ""))
            return "  \(blanks)\(label ?? "") \(style.dim(style.usesUnicode ? "│" : "|")) \(line)"
        }
    let (first, last) = (spokenAge(of: span.lowerBound, at: now), spokenAge(of: span.upperBound, at: now))
    let gap = String(repeating: " ", count: max(2, room - displayWidth(first) - displayWidth(last)))
    let axis = truncated(first + gap + last, to: max(width - margin - 5, 1), style)
    let times = String(repeating: " ", count: margin + 5) + style.dim(axis)
    return ([title] + lines + [times]).map { $0 + "\n" }.joined()
}

/// `+12.5`, `-3`; nothing for what did not change.
private func signed(_ change: ExactDecimal?) -> String {
    guard let change, !change.isZero else { return "" }
    return change.isNegative ? change.description : "+\(change)"
}

/// Every recorded balance as RFC 4180 has it, with a head and line ends of a single line feed.
package func balanceCSV(_ series: [BalanceSeries]) -> String {
    let lines = series.flatMap { series in
        series.points.map { point in
            let texts = [
                series.slot, series.exchange.rawValue, series.network.rawValue, series.account ?? "",
            ]
            let amounts = [point.balance.free, point.balance.locked, point.balance.total]
            return
                ([point.at.description] + (texts + [series.asset]).map(csvText) + amounts.map(\.description))
                .joined(separator: ",")
        }
    }
    return (["at,slot,exchange,network,account,asset,free,locked,total"] + lines).map { $0 + "\n" }.joined()
}

/// A text of somebody else's: quoted where it has to be, and nothing that a spreadsheet would calculate.
private func csvText(_ text: String) -> String {
    var shown = escapedForeignText(text)
    if let first = shown.first, "=+-@".contains(first) { shown = "'" + shown }
    guard shown.contains(where: { $0 == "," || $0 == "\"" }) else { return shown }
    return "\"" + shown.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
}
