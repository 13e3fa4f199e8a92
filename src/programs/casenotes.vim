" A psychotherapy note is being edited in the folder above this one. Nothing of it may be written
" elsewhere: no backup, no undo file, no history, no swap file, no view. The user's own configuration is
" read after this file, and its autocommands may set any option at any time. So the file is written
" here, with the options set in the same breath and no autocommand in between. No line is continued below:
" vim is 'compatible' until it has read a configuration, and then it knows no such lines.
if 1
  let s:beside = expand('<sfile>:p:h')
  let s:bench = fnamemodify(s:beside, ':h')

  function! s:Settle() abort
    set nobackup nowritebackup noundofile
    let l:beside = escape(s:beside, ' ,\')
    let [&backupdir, &viewdir, &directory] = [l:beside, s:beside, escape(s:bench, ' ,\')]
    if exists('+undodir')
      let &undodir = l:beside
    endif
    silent! set viminfo=
    silent! set viminfofile=NONE
    silent! set shadafile=NONE
  endfunction

  " A swap file is what saves the text when the terminal goes away; it lies beside the text. One that
  " was opened elsewhere is removed by closing it.
  function! s:Swap() abort
    call s:Settle()
    let l:swap = exists('*swapname') ? swapname('%') : ''
    if &l:swapfile && l:swap !=# '' && fnamemodify(l:swap, ':p:h') !=# s:bench
      setlocal noswapfile
    endif
    if &updatecount == 0
      set updatecount=100
    endif
    if !&l:swapfile && &buftype ==# ''
      setlocal swapfile
    endif
  endfunction

  " The user's autocommands come first; none runs between the options and the file.
  function! s:Write(whole) abort
    let [l:name, l:bang, l:how] = [expand('<amatch>'), v:cmdbang ? '!' : '', v:cmdarg]
    let l:target = l:name ==# expand('%:p') ? '' : fnameescape(l:name)
    if a:whole
      execute 'silent doautocmd <nomodeline> BufWritePre ' . fnameescape(l:name)
    endif
    call s:Settle()
    let l:range = a:whole ? '' : "'[,']"
    execute 'noautocmd keepalt ' . l:range . 'write' . l:bang . ' ' . l:how . ' ' . l:target
    if a:whole
      execute 'silent doautocmd <nomodeline> BufWritePost ' . fnameescape(l:name)
    endif
    call s:Last()
  endfunction

  function! s:Append() abort
    call s:Settle()
    execute "noautocmd keepalt '[,']write" . (v:cmdbang ? '!' : '') . ' >> ' . fnameescape(expand('<amatch>'))
  endfunction

  " Autocommands run in the order in which they were made: these are made anew to be the last.
  function! s:Last() abort
    augroup casenotes_last
      autocmd!
      autocmd VimLeavePre * call s:Settle()
      autocmd BufEnter,InsertEnter,InsertLeave,TextChanged,CursorHold,CursorHoldI,FocusLost * call s:Swap()
    augroup END
  endfunction

  function! s:BeforeReading() abort
    call s:Settle()
    augroup casenotes_read
      autocmd!
      autocmd BufReadPost,BufNewFile,FileReadPost * call s:Settle()
      if !s:entered
        autocmd BufReadPost,BufNewFile,FileReadPost * setlocal noswapfile
      endif
    augroup END
  endfunction

  function! s:Enter() abort
    let s:entered = 1
    call s:Last()
    call s:Swap()
  endfunction

  let s:entered = 0
  augroup casenotes
    autocmd BufWriteCmd * call s:Write(1)
    autocmd FileWriteCmd * call s:Write(0)
    autocmd FileAppendCmd * call s:Append()
    autocmd BufReadPre,FileReadPre * call s:BeforeReading()
    autocmd VimEnter * call s:Enter()
    autocmd QuitPre * call s:Last()
    if exists('##ExitPre')
      autocmd ExitPre * call s:Last()
    endif
  augroup END
endif
