// Targets that are smaller than 24 by 24 px, but for those within a line of text (WCAG 2.2, 2.5.8).
least => {
  const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && element.getClientRects().length
  const within = element => {
    // a link among words of its block is as high as they are
    let block = element.parentElement
    while (block && getComputedStyle(block).display === 'inline') block = block.parentElement
    const around = [...block.childNodes].filter(node => !node.contains(element)).map(node => node.textContent).join('')
    return getComputedStyle(element).display === 'inline' && /[\p{L}\p{P}]{2}/u.test(around.trim())
  }
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, select, textarea')]
    .filter(element => shown(element) && !element.closest('.visually-hidden') && !element.classList.contains('skip'))
    .flatMap(element => {
      const label = element.matches('input[type=radio], input[type=checkbox]') && element.labels[0]
      const boxes = [element, ...(label ? [label] : [])].map(one => one.getBoundingClientRect())
      if (boxes.some(box => box.width >= least - 0.1 && box.height >= least - 0.1) || within(element)) return []
      const { width, height } = boxes[0]
      const name = (element.getAttribute('aria-label') || element.textContent || element.name).trim().slice(0, 20)
      return [`${element.closest('[class]')?.className?.baseVal ?? element.closest('[class]')?.className} ${element.tagName} “${name}” ${Math.round(width)}×${Math.round(height)}`]
    })
}
