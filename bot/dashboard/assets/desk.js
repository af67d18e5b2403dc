// Panels fetch the results of queries that are known by name: SQL by hand is off. Loaded after dashboards.js, of
// whose functions three are replaced: the one that would send SQL, the one that would show what people wrote as HTML,
// and the one that would draw a chart of nothing.

const deskWords = JSON.parse(document.getElementById('desk-words').textContent)

getDataUrl = function (chart) {
  return `${deskWords.queries}/${encodeURIComponent(chart.canned)}.json?_shape=objects`
}

const deskDrawChart = renderVegaLiteChart

renderVegaLiteChart = async function (slug, chart, queryString, root, fullHeight) {
  const answer = await fetch(getDataUrl(chart))
  const data = await answer.json()
  // Axes without anything to measure are no picture.
  return data.rows.length ? deskDrawChart(slug, chart, queryString, root, fullHeight) : deskSay(slug, deskWords.empty)
}

renderTableChart = async function (slug, chart, queryString, root) {
  const answer = await fetch(getDataUrl(chart))
  const data = await answer.json()
  const panel = document.getElementById(`chart-${slug}`)
  if (!data.rows.length) {
    return deskSay(slug, deskWords.empty)
  }
  const wrapper = document.createElement('div')
  wrapper.className = 'desk-table'
  const table = wrapper.appendChild(document.createElement('table'))
  const head = table.createTHead().insertRow()
  const columns = Object.keys(data.rows[0])
  for (const column of columns) {
    head.appendChild(document.createElement('th')).textContent = column
  }
  const body = table.createTBody()
  for (const row of data.rows) {
    const line = body.insertRow()
    for (const column of columns) {
      const cell = line.insertCell()
      cell.textContent = row[column] ?? ''
      cell.className = deskKind(row[column])
    }
  }
  panel.appendChild(wrapper)
  if (data.truncated) {
    enableChartTooltip(slug)
  }
}

function deskKind (value) {
  if (typeof value === 'number' || /^[\d.]+%$/.test(value)) return 'desk-number'
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'desk-date'
  return String(value ?? '').length > 8 ? 'desk-text' : 'desk-word'
}

function deskSay (slug, words) {
  const line = document.getElementById(`chart-${slug}`).appendChild(document.createElement('p'))
  line.className = 'desk-said'
  line.textContent = words
}

// How many panels are drawn, for whoever waits for the page.
let deskDrawn = 0

async function deskRender (slug, chart, fullHeight) {
  try {
    await renderChart(slug, chart, '', '', fullHeight)
  } catch (error) {
    console.error(slug, error)
    deskSay(slug, deskWords.failed)
  }
  deskDrawn += 1
}
