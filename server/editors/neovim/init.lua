-- Tenure in Neovim 0.11 or newer: copy this into your init.lua, with `tenure` on PATH.
-- `python3 server --editor neovim` runs a Neovim with it, and with practice.lua beside it.

vim.lsp.config("tenure", {
  cmd = { vim.env.TENURE_COMMAND or "tenure", "serve" },
  -- Each edit at once: edits that were joined could not be told apart.
  flags = { debounce_text_changes = 0 },
  handlers = {
    ["tenure/status"] = function(_, status)
      vim.g.tenure_status = status.text
      vim.cmd.redrawstatus()
    end,
  },
})
vim.lsp.enable("tenure")

vim.o.laststatus = 2
vim.o.statusline = "%f %m%=%{get(g:, 'tenure_status', '')}  %l:%c "

vim.api.nvim_create_user_command("Tenure", function()
  local client = vim.lsp.get_clients({ name = "tenure" })[1]
  if client == nil then
    vim.notify("Tenure is not attached to any buffer", vim.log.levels.WARN)
    return
  end
  client:request("workspace/executeCommand", { command = "tenure.stats", arguments = {} }, function(_, figures)
    if figures then
      vim.print(figures.suggestions, figures.rates)
    end
  end)
end, { desc = "Tenure's figures of the last seven days" })

if vim.env.TENURE_PRACTICE then
  dofile(vim.fs.joinpath(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)), "practice.lua"))
end
