// Datasette's column menu and filter rows, in the page's words. Loaded after table.js, which writes them in English.

const deskTableWords = JSON.parse(document.getElementById('desk-table-words').textContent)

for (const [selector, words] of Object.entries(deskTableWords.menu)) {
  for (const link of document.querySelectorAll(`.dropdown-menu ${selector}`)) link.textContent = words
}
for (const cross of document.querySelectorAll('.filter-row a[aria-label]')) {
  cross.setAttribute('aria-label', deskTableWords.filters.remove)
}
