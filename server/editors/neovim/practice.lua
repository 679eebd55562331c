-- A stand-in for an AI plugin: known suggestions as grey text, and how a plugin tells Tenure of them.

local SUGGESTIONS = {
  "result = compute_total(items, tax_rate)",
  'def greet(name):\n    message = "hi " + name\n    return message',
  "for item in items:\n    total += item.price",
}

local namespace = vim.api.nvim_create_namespace("tenure_practice")
local shown = nil -- { id, buffer, row, typed, text }
local count = 0

local function tell(suggestion, state, more)
  for _, client in ipairs(vim.lsp.get_clients({ name = "tenure", bufnr = suggestion.buffer })) do
    client:notify(
      "tenure/suggestion",
      vim.tbl_extend("force", {
        textDocument = {
          uri = vim.uri_from_bufnr(suggestion.buffer),
          version = vim.lsp.util.buf_versions[suggestion.buffer],
        },
        state = state,
        kind = "inline",
        evidence = "exact",
        adapter = "neovim.practice",
        provider = "tenure.practice",
        id = suggestion.id,
        text = suggestion.text,
      }, more or {})
    )
  end
end

local function hide()
  if shown then
    vim.api.nvim_buf_clear_namespace(shown.buffer, namespace, 0, -1)
  end
end

local function offer()
  hide()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  local typed = line:sub(1, column)
  local found = nil
  if column == #line and #typed >= 3 then
    for _, text in ipairs(SUGGESTIONS) do
      if vim.startswith(text, typed) and text ~= typed then
        found = text
      end
    end
  end
  if not found then
    shown = nil
    return
  end
  local buffer = vim.api.nvim_get_current_buf()
  local is_new = not shown or shown.text ~= found or shown.row ~= row - 1 or shown.buffer ~= buffer
  if is_new then
    count = count + 1
    shown = { id = "practice-" .. count, buffer = buffer, row = row - 1, text = found }
  end
  shown.typed = typed
  local rest = vim.split(found:sub(#typed + 1), "\n", { plain = true })
  local below = {}
  for index = 2, #rest do
    table.insert(below, { { rest[index], "Comment" } })
  end
  vim.api.nvim_buf_set_extmark(buffer, namespace, row - 1, column, {
    virt_text = { { rest[1], "Comment" } },
    virt_text_pos = "inline",
    virt_lines = below,
  })
  if is_new then
    local start = { line = row - 1, character = 0 }
    tell(shown, "shown", { range = { start = start, ["end"] = { line = row - 1, character = column } } })
  end
end

local function accept()
  local taken = shown
  hide()
  shown = nil
  local lines = vim.split(taken.text, "\n", { plain = true })
  vim.api.nvim_buf_set_text(taken.buffer, taken.row, 0, taken.row, #taken.typed, lines)
  vim.api.nvim_win_set_cursor(0, { taken.row + #lines, #lines[#lines] })
  tell(taken, "accepted")
end

local function dismiss()
  hide()
  tell(shown, "rejected")
  shown = nil
end

local function key(keys, action)
  vim.keymap.set("i", keys, function()
    if not shown then
      return keys
    end
    -- Text may not be changed while a mapping is computed.
    vim.schedule(action)
    -- What follows is undone by itself.
    return "<C-g>u"
  end, { expr = true })
end

key("<Tab>", accept)
key("<C-e>", dismiss)
vim.api.nvim_create_autocmd("TextChangedI", { callback = offer })
vim.api.nvim_create_autocmd("InsertLeave", {
  callback = function()
    hide()
    shown = nil
  end,
})
