// Plays one conversation in a real browser, the way a person would: types, clicks what has the role of a button, and
// takes a picture of every step, as wide as a desktop and as narrow as a phone.
//
// The only argument is a JSON object: where the local client is, where pictures go, what to say, and what the buttons and
// answers are called. The desk is worked from the command line in between.

import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'

const play = JSON.parse(process.argv[2])

const desktop = { width: 1280, height: 1000 }
const phone = { width: 390, height: 1200 }

// Around the conversation stands the frame of a developer's tool: a log, and notes on what the tool cannot do. It is not
// what people see in Teams, and not on the pictures.
const plain = `
  [data-pane] ~ *, div:has(> .fai-OutputCard) ~ div { display: none !important }
`
// The tool is laid out for a desktop. For a narrow picture all but the conversation steps back, and what the bot shows gets
// the room that it has in Teams on a phone.
const narrow = `
  [data-row] > :not([data-pane]), div:has(> div > h1) { display: none !important }
  [data-pane], [data-pane] * { min-width: 0 !important }
  div:has(> div > .fai-OutputCard) { margin-right: 8px !important }
  .fai-OutputCard > div { width: auto !important }
`

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
})
const page = await browser.newPage({ viewport: desktop, timezoneId: 'Europe/Oslo' })
page.setDefaultTimeout(30_000)

const pane = page.locator('[data-pane]')
const button = (name) => pane.getByRole('button', { name, exact: true }).last()
const text = (words) => pane.getByText(words).last()

async function say(words) {
  const box = pane.getByRole('textbox').last()
  await box.fill(words)
  await box.press('Enter')
}

// mark finds the conversation's pane, and the row in which it stands before the log.
async function mark() {
  await page.getByRole('textbox').last().evaluate((box) => {
    const others = document.querySelector('[role=region]')
    let pane = box
    while (!pane.parentElement.contains(others)) pane = pane.parentElement
    pane.dataset.pane = ''
    pane.parentElement.dataset.row = ''
  })
}

// scrollTo brings something into view. The client may draw the whole conversation anew meanwhile; then it is looked for again.
async function scrollTo(at) {
  for (let tries = 1; ; tries++) {
    try {
      await at.scrollIntoViewIfNeeded()
      return
    } catch (error) {
      if (tries === 5 || !/not attached/.test(error.message)) throw error
    }
  }
}

async function picture(name, at) {
  await page.mouse.move(0, 0)
  await scrollTo(at)
  await page.screenshot({ path: `${play.pictures}/${name}.${play.language}.wide.png` })
  await page.setViewportSize(phone)
  const style = await page.addStyleTag({ content: narrow })
  await scrollTo(at)
  await page.screenshot({ path: `${play.pictures}/${name}.${play.language}.narrow.png` })
  await style.evaluate((node) => node.remove())
  await page.setViewportSize(desktop)
  await scrollTo(at)
}

function desk(...args) {
  execFileSync(play.deskhand, ['ticket', ...args])
}

try {
  await page.goto(play.address)
  await mark()
  await page.addStyleTag({ content: plain })
  await text(play.shown.welcome).waitFor() // the client installs the bot when it is opened

  await say(play.say.language)
  await text(play.shown.language).waitFor()
  await say(play.say.help)
  await text(play.shown.help).waitFor()
  await picture('help', text(play.shown.help))

  await say(play.say.known)
  await button(play.press.helped).waitFor()
  await picture('answer', button(play.press.helped))
  await button(play.press.helped).click()
  await text(play.shown.helped).waitFor()
  await picture('answer-helped', text(play.shown.helped))

  await say(play.say.vague)
  await button(play.press.none).waitFor()
  await picture('choice', button(play.press.none))
  await button(play.press.none).click()
  await button(play.press.cancel).click()
  await text(play.shown.cancelled).waitFor()

  await say(play.say.unknown)
  await text(play.shown.unknown).waitFor()
  await picture('unknown', button(play.press.open))
  await pane.getByLabel(play.press.details).last().fill(play.say.details)
  await button(play.press.open).click()
  await text('HD-1').waitFor()
  await picture('ticket', button(play.press.withdraw))

  await say(play.say.tickets)
  await button(play.press.ticket).waitFor()
  await picture('tickets', button(play.press.ticket))

  desk('take', 'HD-1', '--as', 'Ingrid Solberg')
  await text(play.shown.taken).waitFor()
  desk('resolve', 'HD-1', '--as', 'Ingrid Solberg', play.say.resolution)
  await text(play.shown.resolved).waitFor()
  await picture('resolved', button(play.press.reopen))
  await button(play.press.rate).click()
  await text(play.shown.rated).waitFor()
  await picture('rated', text(play.shown.rated))
} catch (error) {
  await page.screenshot({ path: `${play.pictures}/failed.${play.language}.png` })
  throw error
} finally {
  await browser.close()
}
