// 使用EventSource接收流式数据
function streamWeeklySummary(memberId, startDate, endDate, accessToken) {
  // 创建结果容器
  const resultContainer = document.getElementById('result-container');
  resultContainer.innerHTML = '';
  // 完整的总结内容
  let fullSummary = '';
  // 创建EventSource
  const url = `/gym/member/stream_weekly_summary?member_id=${memberId}&start_date=${startDate}&end_date=${endDate}&access_token=${accessToken}`;
  const eventSource = new EventSource(url);
  // 处理消息
  eventSource.onmessage = function(event) {
    try {
      const data = JSON.parse(event.data);
      // 检查是否完成
      if (data.done === true) {
        console.log('生成完成');
        eventSource.close();
        return;
      }
      // 检查是否有错误
      if (data.error) {
        console.error('生成错误:', data.error);
        resultContainer.innerHTML += `<p>${data.error}</p>`;
        eventSource.close();
        return;
      }
      // 显示文本块
      if (data.text) {
        fullSummary += data.text;
        resultContainer.innerHTML = fullSummary.replace(/\n/g, '<br>');
        // 滚动到底部
        resultContainer.scrollTop = resultContainer.scrollHeight;
      }
    } catch (e) {
      console.error('解析事件数据出错:', e);
    }
  };
  // 处理错误
  eventSource.onerror = function(error) {
    console.error('EventSource错误:', error);
    resultContainer.innerHTML += '<p>连接错误,请重试</p>';
    eventSource.close();
  };
}
